// Whether the tempo of any track is known.
// returns: known: boolean
RETURN EXISTS {
  MATCH (t:Track) WHERE t.sound IS NOT NULL AND t.tempo_bpm IS NOT NULL
} AS known
