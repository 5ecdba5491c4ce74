// Names of artists.
// params:  artists: list<string>
// returns: id: string, name: string, mbid: string
UNWIND $artists AS id
MATCH (a:Artist {id: id})
RETURN id AS id, a.name AS name, a.mbid AS mbid
