// Handles of users, good for this session.
// params:  ids: list<string>
// returns: id: string, handle: string
UNWIND $ids AS id
MATCH (n:User {id: id})
RETURN id AS id, elementId(n) AS handle
