// Which tracks, of those given by handle, nobody heard or saved, no playlist, page or file holds;
// with the handles of their names and works.
// params:  rows: list<string>
// returns: element: string, others: list<string>
UNWIND $rows AS row
MATCH (t:Track) WHERE elementId(t) = row
  AND t.sound IS NULL AND NOT EXISTS { (t)<-[:LISTENED|SAVED|CONTAINS|MENTIONS]-() }
RETURN row AS element, COLLECT {
  MATCH (t)<-[:NAMES]-(a:Alias) RETURN elementId(a)
} + COLLECT {
  MATCH (t)-[:VERSION_OF]->(w:Work) RETURN elementId(w)
} AS others
