// The tracks that lie somewhere as a file and that few people play.
// params:  few: integer
// returns: id: string
MATCH (t:Track)
WHERE t.sound IS NOT NULL AND t.kind = 'music' AND coalesce(t.listeners, 0) <= $few
RETURN t.id AS id
