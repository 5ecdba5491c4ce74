// Handles of tracks, good for this session.
// params:  ids: list<string>
// returns: id: string, handle: string
UNWIND $ids AS id
MATCH (n:Track {id: id})
RETURN id AS id, elementId(n) AS handle
