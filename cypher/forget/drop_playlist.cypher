// Remove a playlist.
// params:  id: string
MATCH (p:Playlist {id: $id})
DETACH DELETE p
