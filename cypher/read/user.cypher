// One user as the graph knows them.
// params:  user: string
// returns: id: string, timezone: string, tracks: integer, local: boolean
MATCH (u:User {id: $user})
RETURN u.id AS id, coalesce(u.timezone, 'UTC') AS timezone, coalesce(u.tracks, 0) AS tracks,
  coalesce(u.local, false) AS local
