// Somebody's playlists and what they contain, by handle.
// params:  user: string
// returns: playlist: string, tracks: list<string>
MATCH (:User {id: $user})-[:OWNS]->(p:Playlist)
RETURN p.id AS playlist, COLLECT {
  MATCH (p)-[:CONTAINS]->(t:Track) RETURN DISTINCT elementId(t)
} AS tracks
ORDER BY playlist
