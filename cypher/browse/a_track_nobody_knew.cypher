// The tracks of somebody's week that were found by sound, those that fewest people know first,
// each with what they play that sounds like it.
// Try user 'me', week '' for the newest, limit 5.
// params:  user: string, week: string, limit: integer
// returns: title: string, artist: string, listeners: integer, tempo_bpm: float, key: string,
//   mode: string, sounds_like: list<string>, cosine: float, picture: list<path>
MATCH (u:User {id: $user})
CALL (u) {
  MATCH (u)-[:OWNS]->(w:Playlist {kind: 'weekly'})
  WHERE $week IN ['', w.week]
  RETURN w ORDER BY w.week DESC, w.id LIMIT 1
}
MATCH (w)-[c:CONTAINS]->(t:Track)
WHERE 'audio' IN c.sources
WITH u, w, c, t, coalesce(t.listeners, 0) AS listeners
ORDER BY listeners, c.position LIMIT $limit
MATCH served = (u)-[:OWNS]->(w)-[c]->(t)
CALL (u, c, t) {
  UNWIND c.loved AS id
  MATCH heard = (u)-[:LISTENED]->(s:Track {id: id})
  WHERE s.audio_run = t.audio_run
  WITH s, heard, 2 * vector.similarity.cosine(s.audio, t.audio) - 1 AS cosine
  ORDER BY cosine DESC, s.id
  RETURN collect(s.title) AS titles, max(cosine) AS cosine, collect(heard) AS heard
}
CALL (t) {
  MATCH by = (t)-[:BY {role: 'main'}]->(a:Artist)
  WITH by, a ORDER BY a.name, a.id LIMIT 1
  RETURN collect(a.name) AS artists, collect(by) AS credit
}
RETURN t.title AS title, artists[0] AS artist, listeners AS listeners, t.tempo_bpm AS tempo_bpm,
  t.key AS key, t.mode AS mode, titles AS sounds_like, cosine AS cosine,
  [served] + credit + heard AS picture
ORDER BY listeners, c.position
