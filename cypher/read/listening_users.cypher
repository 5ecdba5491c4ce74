// How many people listen to anything.
// returns: users: integer
MATCH (u:User)
WHERE u.id IS NOT NULL AND u.tracks > 0
RETURN count(u) AS users
