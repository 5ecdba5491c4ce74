// The edges of every run of a kind but the current one are gone.
// params:  kind: string
MATCH (r:Run {kind: $kind})
WHERE r.started_at IS NOT NULL AND NOT r.current AND NOT r.swept
SET r.swept = true
