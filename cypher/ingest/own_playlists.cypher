// Whose playlists are: handle of the user, the playlists.
// params:  rows: list<list>
UNWIND $rows AS row
MATCH (u:User) WHERE elementId(u) = row[0]
UNWIND row[1] AS playlist
MATCH (p:Playlist {id: playlist})
MERGE (u)-[:OWNS]->(p)
