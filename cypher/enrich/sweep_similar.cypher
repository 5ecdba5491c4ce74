// Remove the SIMILAR edges of every other run, a part at a time.
// params:  run: string
MATCH ()-[e:SIMILAR]->()
WHERE e.run <> $run
CALL (e) {
  DELETE e
} IN TRANSACTIONS OF 20000 ROWS
