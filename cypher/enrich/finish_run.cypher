// A run is done and is the current one of its kind from now on; no row when it is not there.
// params:  id: string, kind: string, at: string, metrics: string
// returns: id: string
MATCH (r:Run {kind: $kind})
WHERE r.started_at IS NOT NULL
SET r.current = (r.id = $id)
WITH r
WHERE r.id = $id
SET r.finished_at = $at, r.metrics = $metrics
RETURN r.id AS id
