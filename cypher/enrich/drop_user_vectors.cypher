// Take from users the ALS factors of any other run.
// params:  run: string
MATCH (n:User)
WHERE n.id IS NOT NULL AND n.als_run <> $run
SET n += {als: null, als_run: null}
