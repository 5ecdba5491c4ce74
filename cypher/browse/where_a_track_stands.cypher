// The playlists that a track stands in, and the people who play it most. Try limit 20 and, for
// track, an id as `discograph show` prints it.
// params:  track: string, limit: integer
// returns: kind: string, name: string, plays: integer, picture: path
MATCH (t:Track {id: $track})
CALL (t) {
  MATCH p = (t)<-[:CONTAINS]-(w:Playlist)
  WHERE w.kind <> 'weekly'
  RETURN 'playlist' AS kind, w.title AS name, 0 AS plays, p AS picture ORDER BY w.id LIMIT $limit
  UNION
  MATCH p = (t)<-[l:LISTENED]-(o:User)
  WHERE l.plays > 0
  RETURN 'listener' AS kind, o.name AS name, l.plays AS plays, p AS picture
  ORDER BY l.plays DESC, o.id LIMIT $limit
}
RETURN kind AS kind, name AS name, plays AS plays, picture AS picture
ORDER BY kind DESC, plays DESC, name
