// How much of everything is in the graph.
// returns: what: string, count: integer
CALL () {
  CALL () { MATCH (n:User) RETURN count(n) AS count }
  RETURN 'people' AS what, count
  UNION ALL
  CALL () { MATCH (n:Track) RETURN count(n) AS count }
  RETURN 'tracks' AS what, count
  UNION ALL
  CALL () { MATCH (n:Artist) RETURN count(n) AS count }
  RETURN 'artists' AS what, count
  UNION ALL
  CALL () { MATCH (n:Playlist) RETURN count(n) AS count }
  RETURN 'playlists' AS what, count
  UNION ALL
  CALL () { MATCH ()-[r:LISTENED]->() RETURN count(r) AS count }
  RETURN 'tracks that somebody played' AS what, count
  UNION ALL
  CALL () { MATCH ()-[r:CO_LISTENED]->() RETURN count(r) AS count }
  RETURN 'co-listen edges' AS what, count
}
RETURN what AS what, count AS count
ORDER BY count DESC, what
