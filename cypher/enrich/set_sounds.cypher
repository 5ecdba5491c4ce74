// Tell where tracks lie as files and what is heard in them: id, sound, path, then descriptors.
// params:  rows: list<list>
UNWIND $rows AS row
MATCH (t:Track {id: row[0]})
SET t += {
  sound: row[1], path: row[2], tempo_bpm: row[3], tempo_confidence: row[4], key: row[5],
  mode: row[6], key_confidence: row[7], time_signature: row[8],
  time_signature_confidence: row[9], loudness_lufs: row[10]
}
