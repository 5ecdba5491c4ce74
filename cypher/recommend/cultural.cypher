// The tracks that few play of artists who are described like those whom a user plays: of each
// other artist the closeness, and the artist who is played, come as rows. Of tracks that more than
// $few people play enough is known without words. An artist counts only where a term is shared.
// Works that the user has heard, saved or was served in another week are left out.
// params:  user: string, week: string, rows: list<list>, few: integer, fan: integer,
//   limit: integer
// returns: track: string, score: float, played: string, via: list<string>
MATCH (u:User {id: $user})
CALL (u) {
  UNWIND $rows AS row
  CALL (row) {
    MATCH (a:Artist {id: row[2]})-[d:DESCRIBED_BY]->(t:Term)
    WHERE d.run = a.terms_run
    WITH t, d ORDER BY d.weight DESC, t.id LIMIT 40
    RETURN collect(t) AS said
  }
  CALL (row, said) {
    MATCH (b:Artist {id: row[0]})-[e:DESCRIBED_BY]->(t:Term)
    WHERE e.run = b.terms_run AND t IN said
    RETURN b, t.id AS term ORDER BY e.weight DESC, term LIMIT 1
  }
  CALL (b) {
    MATCH (b)<-[:BY {role: 'main'}]-(t:Track {kind: 'music'})
    WHERE t.listeners <= $few
    RETURN t ORDER BY t.listeners, t.id LIMIT $fan
  }
  WITH t, row[1] AS score, row[2] AS played, [row[2], term, row[0]] AS via
  ORDER BY score DESC, via
  WITH t, head(collect([score, played, via])) AS best
  RETURN collect([t, best[0], best[1], best[2]]) AS found
}
WITH u, found
CALL (u) {
  MATCH (u)-[:LISTENED|SAVED]->(k:Track)
  RETURN k
  UNION
  MATCH (u)-[:OWNS]->(p:Playlist)-[:CONTAINS]->(k:Track)
  WHERE p.week IS NULL OR p.week <> $week
  RETURN k
}
OPTIONAL MATCH (k)-[:VERSION_OF]->(w:Work)
WITH found, collect(DISTINCT k) AS known, collect(DISTINCT w) AS works
UNWIND found AS f
WITH f[0] AS t, f[1] AS score, f[2] AS played, f[3] AS via, known, works ORDER BY score DESC, t.id
WHERE NOT t IN known AND NOT EXISTS { (t)-[:VERSION_OF]->(w:Work) WHERE w IN works }
RETURN t.id AS track, score AS score, played AS played, via AS via
ORDER BY score DESC, track
LIMIT $limit
