// Tracks whose listeners also play tracks of a list: a track's score is the sum of the weights of
// CO_LISTENED edges of the current run that lead from some of these, the seeds, to it. Works that
// stand in the list are left out. For a try: :params {ids: ['t1'], seeds: ['t1'], limit: 50}
// params:  ids: list<string>, seeds: list<string>, limit: integer
// returns: track: string, score: float, loved: list<string>
WITH COLLECT {
  MATCH (r:Run {kind: 'factors', current: true}) WHERE r.started_at IS NOT NULL RETURN r.id
} AS runs, COLLECT {
  UNWIND $ids AS id
  MATCH (k:Track {id: id})
  RETURN k
} AS known, COLLECT {
  UNWIND $ids AS id
  MATCH (:Track {id: id})-[:VERSION_OF]->(w:Work)
  RETURN DISTINCT w
} AS works
UNWIND $seeds AS seed
MATCH (:Track {id: seed})-[c:CO_LISTENED]->(t:Track {kind: 'music'})
WHERE c.run IN runs
WITH known, works, t, seed, c.weight AS gain ORDER BY gain DESC, seed
WITH known, works, t, sum(gain) AS score, collect(seed)[..6] AS loved
WHERE NOT t IN known AND NOT EXISTS { (t)-[:VERSION_OF]->(w:Work) WHERE w IN works }
RETURN t.id AS track, score AS score, loved AS loved
ORDER BY score DESC, track
LIMIT $limit
