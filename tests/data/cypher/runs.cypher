// Imports in the graph, as far as they came.
MATCH (r:Run {kind: 'ingest'})
WITH r ORDER BY r.started_at, r.id
RETURN collect({id: r.id, ended: r.finished_at IS NOT NULL, metrics: r.metrics}) AS runs
