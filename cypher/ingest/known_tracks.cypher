// Tracks with all that files have said of them.
// params:  elements: list<string>
// returns: element: string, id: string, title: string, album: string, duration_s: float,
//   kind: string, aliases: list<string>, works: list<string>, artists: list<list>
UNWIND $elements AS element
MATCH (t:Track) WHERE elementId(t) = element
RETURN element AS element, t.id AS id, t.title AS title, t.album AS album,
  t.duration_s AS duration_s, t.kind AS kind,
  [(a:Alias)-[:NAMES]->(t) | a.id] AS aliases,
  [(t)-[:VERSION_OF]->(w:Work) | w.id] AS works,
  [(t)-[b:BY]->(a:Artist) | [a.id, b.role]] AS artists
