// Nothing is left of somebody who asked to be forgotten.
// params:  id: string
MATCH (f:Forgotten {id: $id})
SET f.finished = true
