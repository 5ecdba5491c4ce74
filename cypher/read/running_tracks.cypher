// Tracks of music that were heard and whose tempo lies in one of some ranges [beats a minute], with
// what a user did with them; those that the user skips more than plays are left out. The best known
// come first.
// params:  user: string, ranges: list<list<float>>, limit: integer
// returns: id: string, plays: integer, saved: boolean, duration_s: float, works: list<string>,
//   artists: list<string>, tempo_bpm: float, tempo_confidence: float, time_signature: integer,
//   time_signature_confidence: float
MATCH (u:User {id: $user})
CALL (u) {
  MATCH (t:Track)
  WHERE t.sound IS NOT NULL AND t.kind = 'music'
    AND any(range IN $ranges WHERE range[0] <= t.tempo_bpm <= range[1])
  OPTIONAL MATCH (u)-[l:LISTENED]->(t)
  RETURN t, coalesce(l.plays, 0) AS plays, coalesce(l.skips, 0) AS skips
}
WITH u, t, plays, skips
WHERE plays >= skips
WITH t, plays, EXISTS { (u)-[:SAVED]->(t) } AS saved
ORDER BY plays DESC, saved DESC, t.listeners DESC, t.id
LIMIT $limit
RETURN t.id AS id, plays AS plays, saved AS saved, t.duration_s AS duration_s,
  COLLECT { MATCH (t)-[:VERSION_OF]->(w:Work) RETURN w.id ORDER BY w.id } AS works,
  COLLECT { MATCH (t)-[:BY {role: 'main'}]->(a:Artist) RETURN a.id ORDER BY a.id } AS artists,
  t.tempo_bpm AS tempo_bpm, t.tempo_confidence AS tempo_confidence,
  t.time_signature AS time_signature, t.time_signature_confidence AS time_signature_confidence
