// Take everything out of playlists.
// params:  playlists: list<string>
UNWIND $playlists AS id
MATCH (p:Playlist {id: id})-[c:CONTAINS]->(:Track)
DELETE c
