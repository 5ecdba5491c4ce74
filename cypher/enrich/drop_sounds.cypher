// Take from tracks whose file is gone what was heard in it, and their place in the map of sounds.
// params:  ids: list<string>
UNWIND $ids AS id
MATCH (t:Track {id: id})
SET t += {
  sound: null, path: null, tempo_bpm: null, tempo_confidence: null, key: null, mode: null,
  key_confidence: null, time_signature: null, time_signature_confidence: null,
  loudness_lufs: null, audio: null, audio_run: null
}
