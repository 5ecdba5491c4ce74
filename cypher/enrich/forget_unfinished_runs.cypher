// Runs of a kind that never came to their end have left nothing behind.
// params:  kind: string
MATCH (r:Run {kind: $kind})
WHERE r.started_at IS NOT NULL AND r.finished_at IS NULL
DELETE r
