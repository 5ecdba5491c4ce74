// Give artists their ALS factors: id, vector.
// params:  rows: list<list>, run: string
UNWIND $rows AS row
MATCH (n:Artist {id: row[0]})
SET n.als = row[1], n.als_run = $run
