// Vectors of nodes, and the run that made each.
MATCH (n)
WHERE n.als IS NOT NULL OR n.als_run IS NOT NULL
RETURN collect([n.id, n.als, n.als_run]) AS vectors
