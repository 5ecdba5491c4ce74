// The edges of some runs are gone; of those that never came to their end, so is the record.
// params:  runs: list<string>
UNWIND $runs AS id
MATCH (r:Run {id: id})
SET r.swept = true
WITH r
WHERE r.finished_at IS NULL
DELETE r
