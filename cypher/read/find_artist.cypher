// The artist who has one of some ids.
// params:  ids: list<string>
// returns: id: string, name: string
UNWIND $ids AS id
MATCH (a:Artist {id: id})
RETURN DISTINCT a.id AS id, a.name AS name
ORDER BY id
LIMIT 1
