// Nodes as tests want them: a label, an id and properties each.
UNWIND $rows AS row
CREATE (n:$(row[0]) {id: row[1]})
SET n += row[2]
