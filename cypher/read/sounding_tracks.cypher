// Every track that lies somewhere as a file, with what is known of its sound.
// returns: id: string, sound: string, path: string, tempo_bpm: float, tempo_confidence: float,
//   key: string, mode: string, key_confidence: float, time_signature: integer,
//   time_signature_confidence: float, loudness_lufs: float
MATCH (t:Track)
WHERE t.sound IS NOT NULL
RETURN t.id AS id, t.sound AS sound, t.path AS path, t.tempo_bpm AS tempo_bpm,
  t.tempo_confidence AS tempo_confidence, t.key AS key, t.mode AS mode,
  t.key_confidence AS key_confidence, t.time_signature AS time_signature,
  t.time_signature_confidence AS time_signature_confidence, t.loudness_lufs AS loudness_lufs
