// Give artists their cultural vectors: id, vector.
// params:  rows: list<list>, run: string
UNWIND $rows AS row
MATCH (n:Artist {id: row[0]})
SET n.cultural = row[1], n.cultural_run = $run
