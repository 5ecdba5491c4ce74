// Somebody who had asked to be forgotten is back.
// params:  id: string
MATCH (f:Forgotten {id: $id})
DELETE f
