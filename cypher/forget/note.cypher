// Remember by a fingerprint that somebody asked to be forgotten, which now begins.
// params:  id: string
MERGE (f:Forgotten {id: $id})
SET f.finished = false
