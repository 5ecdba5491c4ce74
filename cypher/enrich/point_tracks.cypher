// From now on tracks go by the words, and what else there is, that a run wrote; without one, by none.
// params:  rows: list<string>, run: string
UNWIND $rows AS id
MATCH (n:Track {id: id})
SET n.terms_run = $run
