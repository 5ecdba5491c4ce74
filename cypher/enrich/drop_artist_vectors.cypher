// Take from artists the ALS factors of any other run.
// params:  run: string
MATCH (n:Artist)
WHERE n.id IS NOT NULL AND n.als_run <> $run
SET n += {als: null, als_run: null}
