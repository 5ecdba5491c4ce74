// Names of artists, and how many people play them.
// params:  ids: list<string>
// returns: id: string, name: string, listeners: integer
UNWIND $ids AS id
MATCH (a:Artist {id: id})
RETURN a.id AS id, a.name AS name, coalesce(a.listeners, 0) AS listeners
