// Take from tracks the cultural vectors of any other run.
// params:  run: string
MATCH (n:Track)
WHERE n.id IS NOT NULL AND n.cultural_run <> $run
SET n += {cultural: null, cultural_run: null}
