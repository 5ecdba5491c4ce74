// An import has begun to change the graph.
// params:  id: string, at: string, config: string
MERGE (r:Run {id: $id})
SET r.kind = 'ingest', r.started_at = $at, r.config = $config, r.current = false
