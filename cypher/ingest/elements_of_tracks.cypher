// Handles of tracks, good for this session.
// params:  tracks: list<string>
// returns: id: string, element: string
UNWIND $tracks AS id
MATCH (t:Track {id: id})
RETURN id AS id, elementId(t) AS element
