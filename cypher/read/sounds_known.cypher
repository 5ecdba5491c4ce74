// How many tracks lie somewhere as a file and were heard, and of how many the sound was learned.
// returns: heard: integer, learned: integer
MATCH (t:Track)
WHERE t.sound IS NOT NULL
RETURN count(t) AS heard, count(t.audio_run) AS learned
