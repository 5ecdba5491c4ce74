// Nodes as tests want them: a label, an id and properties each; their handles, in this order.
UNWIND $rows AS row
CREATE (n:$(row[0]) {id: row[1]})
SET n += row[2]
RETURN collect(elementId(n)) AS elements
