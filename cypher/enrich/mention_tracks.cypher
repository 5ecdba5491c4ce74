// Pages and the tracks they mention: the URL, then of each one its id and how often.
// params:  rows: list<list>
UNWIND $rows AS row
MATCH (p:Page {url: row[0]})
UNWIND row[1] AS pair
MATCH (n:Track {id: pair[0]})
CREATE (p)-[:MENTIONS {count: pair[1]}]->(n)
