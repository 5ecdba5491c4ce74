// Which aliases stood in one row: a strong one, and the names and other strong ones beside it.
// params:  rows: list<list>
UNWIND $rows AS row
MATCH (a:Alias {id: row[0]})
UNWIND row[1] AS other
MATCH (b:Alias {id: other})
MERGE (a)-[:STANDS_WITH]->(b)
