// Outside names of tracks.
// params:  rows: list<string>
UNWIND $rows AS row
MERGE (:Alias {id: row})
