// Publish a person's week, whole: no row when the lease is lost, a track is gone, or the week stands
// already and is not to be replaced; then nothing has changed.
// params:  lease: string, holder: string, user: string, id: string, week: string, run: string,
//   title: string, created_at: integer, short_by: integer, note: string, replace: boolean, rows: list
// returns: id: string
MATCH (l:Lease {id: $lease})
SET l.asked_at = datetime.realtime().epochMillis
WITH l WHERE l.holder = $holder
MATCH (u:User {id: $user})
WHERE all(row IN $rows WHERE EXISTS { MATCH (:Track {id: row[1]}) })
MERGE (p:Playlist {id: $id})
SET p.kind = 'weekly'
WITH u, p WHERE $replace OR p.created_at IS NULL
SET p.week = $week, p.run = $run, p.title = $title, p.public = false, p.created_at = $created_at,
  p.short_by = $short_by, p.note = $note
MERGE (u)-[:OWNS]->(p)
WITH p
CALL (p) {
  MATCH (p)-[c:CONTAINS]->(:Track)
  DELETE c
}
CALL (p) {
  UNWIND $rows AS row
  MATCH (t:Track {id: row[1]})
  CREATE (p)-[:CONTAINS {position: row[0], score: row[2], sources: row[3], shares: row[4],
    loved: row[5], listeners: row[6], playlists: row[7], path: row[8], reason: row[9]}]->(t)
}
RETURN p.id AS id
