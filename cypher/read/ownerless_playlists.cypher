// What playlists that nobody owns contain: one row a playlist.
// returns: playlist: string, tracks: list<string>
MATCH (p:Playlist)
WHERE p.id IS NOT NULL AND p.kind <> 'weekly' AND NOT EXISTS { (p)<-[:OWNS]-() }
CALL (p) {
  MATCH (p)-[:CONTAINS]->(t)
  RETURN collect(DISTINCT t.id) AS tracks
}
RETURN p.id AS playlist, tracks AS tracks
