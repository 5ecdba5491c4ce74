// The people of this house.
// returns: id: string, timezone: string, tracks: integer
MATCH (u:User {local: true})
RETURN u.id AS id, coalesce(u.timezone, 'UTC') AS timezone, coalesce(u.tracks, 0) AS tracks
ORDER BY id
