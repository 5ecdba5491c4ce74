// A local user, made when new, with another timezone when one is given.
// params:  user: string, timezone: string
// returns: id: string, timezone: string, tracks: integer, weeks: integer
MERGE (u:User {id: $user})
ON CREATE SET u.name = $user, u.local = true, u.tracks = 0
SET u.timezone = coalesce($timezone, u.timezone, 'UTC')
RETURN u.id AS id, u.timezone AS timezone, u.tracks AS tracks,
  COUNT { (u)-[:OWNS]->(:Playlist {kind: 'weekly'}) } AS weeks
