// Kinds of runs that this graph has had.
// returns: kind: string
MATCH (r:Run)
WHERE r.kind IS NOT NULL AND r.started_at IS NOT NULL
RETURN DISTINCT r.kind AS kind
ORDER BY kind
