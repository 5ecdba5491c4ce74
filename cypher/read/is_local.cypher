// Whether a user lives here; no row when nobody has that name.
// params:  user: string
// returns: local: boolean
MATCH (u:User {id: $user})
RETURN coalesce(u.local, false) AS local
