// Every track of music, many a row.
// returns: tracks: list<string>
MATCH (t:Track)
WHERE t.id IS NOT NULL AND t.kind = 'music'
WITH left(t.id, 3) AS part, collect(t.id) AS tracks
RETURN tracks AS tracks
