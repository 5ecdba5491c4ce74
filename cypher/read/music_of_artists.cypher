// The music of which artists are the main artist: one row an artist.
// returns: artist: string, tracks: list<string>
MATCH (a:Artist)
WHERE a.id IS NOT NULL
CALL (a) {
  MATCH (a)<-[:BY {role: 'main'}]-(t:Track {kind: 'music'})
  RETURN collect(t.id) AS tracks
}
WITH a, tracks
WHERE size(tracks) > 0
RETURN a.id AS artist, tracks AS tracks
