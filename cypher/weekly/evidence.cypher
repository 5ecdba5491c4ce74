// What holds tracks and the loved tracks behind them together: how many other people play one of
// these and the track, how many playlists hold both and the title of one that is public, and what
// lies between the first of these and the track: an edge of the current run, a person, a playlist.
// Tracks with more than $supernode listeners are not counted through.
// params:  user: string, supernode: integer, rows: list<list>
// returns: track: string, listeners: integer, playlists: integer, linked: boolean, peer: string,
//   list: string, title: string
UNWIND $rows AS row
MATCH (t:Track {id: row[0]})
WITH t, COLLECT {
  UNWIND range(0, size(row[1]) - 1) AS at
  MATCH (s:Track {id: row[1][at]})
  RETURN s ORDER BY at
} AS loved, COLLECT {
  MATCH (r:Run {kind: 'factors', current: true}) WHERE r.started_at IS NOT NULL RETURN r.id
} AS runs
CALL (t, loved) {
  UNWIND [t] + loved AS x
  WITH x, t, loved WHERE x.listeners <= $supernode
  MATCH (x)<-[l:LISTENED]-(o:User)
  WHERE l.plays > 0 AND o.id <> $user
  WITH t, loved, o, collect(x) AS heard
  WHERE t IN heard AND size(heard) > 1
  RETURN count(o) AS listeners, min(CASE WHEN head(loved) IN heard THEN o.id END) AS peer
}
CALL (t, loved) {
  UNWIND [t] + loved AS x
  MATCH (x)<-[:CONTAINS]-(p:Playlist)
  WHERE p.kind <> 'weekly'
  WITH t, loved, p, collect(x) AS held
  WHERE t IN held AND size(held) > 1
  WITH p, head(loved) IN held AS near ORDER BY near DESC, p.id
  RETURN count(p) AS playlists, collect(CASE WHEN near THEN p.id END)[0] AS list,
    collect(CASE WHEN p.public THEN p.title END)[0] AS title
}
WITH t, head(loved) AS first, runs, listeners, playlists, peer, list, title
RETURN t.id AS track, listeners AS listeners, playlists AS playlists, peer AS peer, list AS list,
  title AS title,
  EXISTS { (first)-[c:CO_LISTENED]->(t) WHERE c.run IN runs } AS linked
