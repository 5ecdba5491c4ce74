// A run has begun.
// params:  id: string, kind: string, at: string, config: string, input: string
MERGE (r:Run {id: $id})
SET r.kind = $kind, r.started_at = $at, r.config = $config, r.input = $input,
  r.current = false, r.swept = false
