// Runs of a kind, as they began; `swept` are those whose edges are gone.
// params:  kind: string
// returns: id: string, started_at: string, finished_at: string, config: string, metrics: string,
//   current: boolean, swept: boolean, input: string
MATCH (r:Run {kind: $kind})
WHERE r.started_at IS NOT NULL
RETURN r.id AS id, r.started_at AS started_at, r.finished_at AS finished_at, r.config AS config,
  r.metrics AS metrics, coalesce(r.current, false) AS current, coalesce(r.swept, false) AS swept,
  r.input AS input
ORDER BY started_at, id
