// Remove the CO_LISTENED edges of every other run, a part at a time.
// params:  run: string
MATCH ()-[e:CO_LISTENED]->()
WHERE e.run <> $run
CALL (e) {
  DELETE e
} IN TRANSACTIONS OF 20000 ROWS
