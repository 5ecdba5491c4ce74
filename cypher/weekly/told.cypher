// What a page tells of tracks beside their names: how many people play them, their place in the
// taste map, tempo and key where they are surely known, and what pages say of their artist.
// params:  ids: list<string>, sure: float, words: integer
// returns: id: string, listeners: integer, als: list<float>, tempo_bpm: float, key: string,
//   mode: string, words: list<list>
UNWIND $ids AS id
MATCH (t:Track {id: id})
WITH t, COLLECT { MATCH (t)-[:BY {role: 'main'}]->(a:Artist) RETURN a ORDER BY a.name, a.id }[0] AS a
CALL (a) {
  MATCH (a)-[d:DESCRIBED_BY]->(w:Term)
  WHERE d.run = a.terms_run
  WITH d, w ORDER BY d.weight DESC, w.id LIMIT $words
  RETURN collect([w.id] + coalesce(d.pages, [])) AS words
}
RETURN t.id AS id, coalesce(t.listeners, 0) AS listeners, t.als AS als,
  CASE WHEN t.tempo_confidence >= $sure THEN t.tempo_bpm END AS tempo_bpm,
  CASE WHEN t.key_confidence >= $sure THEN t.key END AS key,
  CASE WHEN t.key_confidence >= $sure THEN t.mode END AS mode,
  words AS words
