// Every artist by name.
// returns: id: string, name: string
MATCH (a:Artist)
WHERE a.id IS NOT NULL AND a.name IS NOT NULL
RETURN a.id AS id, a.name AS name
ORDER BY id
