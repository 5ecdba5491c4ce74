// Give tracks the vectors of their sound: id, vector.
// params:  rows: list<list>, run: string
UNWIND $rows AS row
MATCH (n:Track {id: row[0]})
SET n.audio = row[1], n.audio_run = $run
