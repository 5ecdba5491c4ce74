// Imports that never came to their end.
// returns: id: string
MATCH (r:Run {kind: 'ingest'})
WHERE r.started_at >= '' AND r.finished_at IS NULL
RETURN r.id AS id
ORDER BY id
