// Works, by id.
// params:  rows: list<string>
UNWIND $rows AS row
MERGE (:Work {id: row})
