// Relationships as tests want them: label and id at both ends, type and properties between.
UNWIND $rows AS row
MATCH (a:$(row[0]) {id: row[1]})
MATCH (b:$(row[4]) {id: row[5]})
CREATE (a)-[r:$(row[2])]->(b)
SET r += row[3]
