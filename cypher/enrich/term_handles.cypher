// Handles of terms, good for this session.
// params:  ids: list<string>
// returns: id: string, handle: string
UNWIND $ids AS id
MATCH (n:Term {id: id})
RETURN id AS id, elementId(n) AS handle
