// Take from tracks the vectors of their sound of any other run.
// params:  run: string
MATCH (n:Track)
WHERE n.id IS NOT NULL AND n.audio_run <> $run
SET n += {audio: null, audio_run: null}
