// What users listen to, one record a pair: the peer of the matrix.
MATCH (u:User)
WHERE u.id < $below
MATCH (u)-[l:LISTENED]->(t:Track {kind: 'music'})
WHERE l.plays > 0
RETURN u.id AS user, t.id AS track, l.plays AS plays
