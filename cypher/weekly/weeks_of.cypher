// The weeks that a user has, newest first.
// params:  user: string
// returns: week: string, run: string, created_at: integer, tracks: integer, short_by: integer,
//   note: string
MATCH (:User {id: $user})-[:OWNS]->(p:Playlist {kind: 'weekly'})
WHERE p.created_at IS NOT NULL
RETURN p.week AS week, p.run AS run, p.created_at AS created_at,
  COUNT { (p)-[:CONTAINS]->(:Track) } AS tracks, p.short_by AS short_by, p.note AS note
ORDER BY week DESC
