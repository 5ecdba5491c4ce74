// Where a track stands in a user's published weeks, the newest first, and how often they played it.
// params:  user: string, track: string
// returns: week: string, position: integer, score: float, sources: list<string>,
//   shares: list<float>, loved: list<string>, listeners: integer, playlists: integer,
//   path: list<string>, reason: string
MATCH (u:User {id: $user})
MATCH (u)-[:OWNS]->(p:Playlist {kind: 'weekly'})-[c:CONTAINS]->(:Track {id: $track})
RETURN p.week AS week, c.position AS position, c.score AS score, c.sources AS sources,
  c.shares AS shares, c.loved AS loved, c.listeners AS listeners, c.playlists AS playlists,
  c.path AS path, c.reason AS reason
ORDER BY week DESC
