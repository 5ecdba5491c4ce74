// Steps of published paths that no relationship of the graph takes: none, if reasons are true.
MATCH (:User)-[:OWNS]->(:Playlist {kind: 'weekly'})-[c:CONTAINS]->(:Track)
UNWIND range(0, size(c.path) - 2) AS at
WITH c.path[at] AS one, c.path[at + 1] AS other
WHERE NOT EXISTS {
  MATCH (a {id: one})--(b {id: other})
}
RETURN collect([one, other]) AS steps
