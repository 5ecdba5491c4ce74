// New tracks with all that hangs on them: id, title, album, seconds, kind, new aliases, works, and
// id and role of each artist.
// params:  rows: list<list>
UNWIND $rows AS row
CREATE (t:Track {id: row[0], title: row[1], album: row[2], duration_s: row[3], kind: row[4],
  listeners: 0})
FOREACH (alias IN row[5] | CREATE (:Alias {id: alias})-[:NAMES]->(t))
FOREACH (work IN row[6] | MERGE (w:Work {id: work}) CREATE (t)-[:VERSION_OF]->(w))
FOREACH (credit IN row[7] |
  MERGE (a:Artist {id: credit[0]}) CREATE (t)-[:BY {role: credit[1]}]->(a))
