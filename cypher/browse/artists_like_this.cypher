// The artists nearest to one by the current run. Try artist 'Radiohead', limit 15.
// params:  artist: string, limit: integer
// returns: name: string, weight: float, listeners: integer, picture: path
CALL () {
  CALL () {
    MATCH (a:Artist {name: $artist}) RETURN a
    UNION
    WITH '"' + replace(replace($artist, '"', ' '), '\\', ' ') + '"' AS phrase
    CALL db.index.fulltext.queryNodes('names', phrase, {limit: 1000}) YIELD node
    WITH node AS a WHERE a:Artist AND toLower(a.name) = toLower($artist)
    RETURN a
  }
  RETURN a ORDER BY a.listeners DESC, a.id LIMIT 1
}
WITH a, COLLECT {
  MATCH (r:Run {kind: 'factors', current: true}) WHERE r.started_at IS NOT NULL RETURN r.id
} AS runs
MATCH picture = (a)-[r:RELATED]->(b:Artist)
WHERE r.run IN runs
WITH r, b, picture ORDER BY r.weight DESC, b.id LIMIT $limit
RETURN b.name AS name, r.weight AS weight, b.listeners AS listeners, picture AS picture
ORDER BY weight DESC, b.id
