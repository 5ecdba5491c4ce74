// An import is done, and with it those that never came to their end.
// params:  id: string, at: string, metrics: string
MATCH (r:Run {kind: 'ingest'})
WHERE r.started_at >= '' AND r.finished_at IS NULL
SET r.finished_at = $at,
  r.metrics = CASE WHEN r.id = $id THEN $metrics ELSE '{"interrupted": true}' END
