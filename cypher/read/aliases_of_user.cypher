// Outside names of every track that a user has heard or saved.
// params:  user: string
// returns: track: string, aliases: list<string>
MATCH (:User {id: $user})-[r:LISTENED|SAVED]->(t:Track)
WHERE r.plays > 0 OR type(r) = 'SAVED'
WITH DISTINCT t
MATCH (a:Alias)-[:NAMES]->(t)
RETURN t.id AS track, collect(a.id) AS aliases
