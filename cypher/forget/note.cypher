// Remember by a fingerprint that somebody asked to be forgotten.
// params:  id: string
MERGE (:Forgotten {id: $id})
