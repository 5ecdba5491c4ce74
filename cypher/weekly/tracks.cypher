// What a list needs to know of its tracks: names to show, artists, album and works to vary.
// params:  ids: list<string>
// returns: id: string, title: string, artist: string, album: string, kind: string,
//   listeners: integer, artists: list<string>, works: list<string>
UNWIND $ids AS id
MATCH (t:Track {id: id})
WITH t,
  COLLECT { MATCH (t)-[b:BY]->(a:Artist) RETURN a.id ORDER BY b.role DESC, a.id } AS artists,
  COLLECT { MATCH (t)-[:BY {role: 'main'}]->(a:Artist) RETURN a.name ORDER BY a.name } AS mains,
  COLLECT { MATCH (t)-[:VERSION_OF]->(w:Work) RETURN w.id ORDER BY w.id } AS works
RETURN t.id AS id, t.title AS title, mains[0] AS artist, t.album AS album, t.kind AS kind,
  coalesce(t.listeners, 0) AS listeners, artists AS artists, works AS works
