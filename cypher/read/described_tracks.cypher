// The tracks that words describe, and the run that these come from.
// returns: id: string, run: string
MATCH (n:Track)
WHERE n.id IS NOT NULL AND n.terms_run IS NOT NULL
RETURN n.id AS id, n.terms_run AS run
ORDER BY id
