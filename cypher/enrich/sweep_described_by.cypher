// Remove, a part at a time, the DESCRIBED_BY edges of some runs that their nodes no longer go by.
// params:  runs: list<string>
MATCH (n)-[e:DESCRIBED_BY]->()
WHERE e.run IN $runs AND e.run <> coalesce(n.terms_run, '')
CALL (e) {
  DELETE e
} IN TRANSACTIONS OF 20000 ROWS
