// What a user plays most, with how many people play it and its place in the taste map.
// params:  user: string, limit: integer
// returns: id: string, listeners: integer, als: list<float>
MATCH (:User {id: $user})-[l:LISTENED]->(t:Track {kind: 'music'})
WHERE l.plays > 0 AND l.plays >= l.skips
RETURN t.id AS id, coalesce(t.listeners, 0) AS listeners, t.als AS als
ORDER BY l.plays DESC, id
LIMIT $limit
