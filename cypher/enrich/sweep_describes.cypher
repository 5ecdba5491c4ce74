// Remove the DESCRIBES edges of some runs, a part at a time.
// params:  runs: list<string>
MATCH ()-[e:DESCRIBES]->()
WHERE e.run IN $runs
CALL (e) {
  DELETE e
} IN TRANSACTIONS OF 20000 ROWS
