// Some of the tracks that somebody heard or saved, by handle.
// params:  user: string, limit: integer
// returns: element: string
MATCH (:User {id: $user})-[:LISTENED|SAVED]->(t:Track)
WITH DISTINCT t ORDER BY t.id LIMIT $limit
RETURN elementId(t) AS element
