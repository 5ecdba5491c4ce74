// What a list tells of its tracks: names, album, length, where the file lies, and their sound.
// params:  ids: list<string>
// returns: id: string, title: string, artist: string, album: string, duration_s: float,
//   aliases: list<string>, path: string, tempo_bpm: float, tempo_confidence: float, key: string,
//   mode: string, key_confidence: float, time_signature: integer,
//   time_signature_confidence: float, loudness_lufs: float
UNWIND $ids AS id
MATCH (t:Track {id: id})
RETURN t.id AS id, t.title AS title,
  COLLECT { MATCH (t)-[:BY {role: 'main'}]->(a:Artist) RETURN a.name ORDER BY a.name }[0] AS artist,
  t.album AS album, t.duration_s AS duration_s,
  COLLECT { MATCH (a:Alias)-[:NAMES]->(t) RETURN a.id ORDER BY a.id } AS aliases, t.path AS path,
  t.tempo_bpm AS tempo_bpm, t.tempo_confidence AS tempo_confidence, t.key AS key, t.mode AS mode,
  t.key_confidence AS key_confidence, t.time_signature AS time_signature,
  t.time_signature_confidence AS time_signature_confidence, t.loudness_lufs AS loudness_lufs
