// No run of a kind is current any more.
// params:  kind: string
MATCH (r:Run {kind: $kind, current: true})
WHERE r.started_at IS NOT NULL
SET r.current = false
