// The fingerprints of those who asked to be forgotten.
// returns: id: string
MATCH (f:Forgotten)
WHERE f.id IS NOT NULL
RETURN f.id AS id ORDER BY id
