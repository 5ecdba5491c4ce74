// How tracks sound, for their reasons: tempo and key only where they are surely known.
// params:  ids: list<string>, sure: float
// returns: id: string, tempo_bpm: float, key: string, mode: string, listeners: integer
UNWIND $ids AS id
MATCH (t:Track {id: id})
RETURN t.id AS id,
  CASE WHEN t.tempo_confidence >= $sure THEN t.tempo_bpm END AS tempo_bpm,
  CASE WHEN t.key_confidence >= $sure THEN t.key END AS key,
  CASE WHEN t.key_confidence >= $sure THEN t.mode END AS mode,
  coalesce(t.listeners, 0) AS listeners
