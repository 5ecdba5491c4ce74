// Artists and tracks that words describe, or that are called so. Each of $words is a Lucene query
// over terms, another one for when that finds none ('' for no other), how much they count, and
// whether each term that they find counts by itself; $called is a query over names. A term that is
// said of many leads to those alone that it describes best; the $pool who are found best are then
// weighed by all their terms. Scores are shares of the greatest.
// Try words [['dreamy', '', 1.0, false], ['shoegase', 'shoegase~', 1.0, false]], called 'dreamy',
// pool 20, limit 10.
// params:  words: list<list>, called: string, pool: integer, limit: integer
// returns: id: string, kind: string, name: string, artist: string, score: float, named: float,
//   terms: list<list>
WITH COLLECT {
  MATCH (r:Run {kind: 'terms', current: true}) WHERE r.started_at IS NOT NULL RETURN r.id
} AS runs
CALL (runs) {
  UNWIND range(0, size($words) - 1) AS at
  CALL (at) {
    CALL db.index.fulltext.queryNodes('terms_by_words', $words[at][0], {limit: 6})
    YIELD node, score
    RETURN collect([node, score]) AS found
  }
  CALL (at, found) {
    WITH at, found WHERE size(found) = 0 AND $words[at][1] <> ''
    CALL db.index.fulltext.queryNodes('terms_by_words', $words[at][1], {limit: 6})
    YIELD node, score
    RETURN collect([node, score]) AS near
  }
  UNWIND found + near AS f
  WITH runs, at, f[0] AS t, f[1] / (found + near)[0][1] AS match
  WHERE match >= 0.4
  WITH runs, CASE WHEN $words[at][3] THEN t.id ELSE at END AS slot, t,
    match * $words[at][2] AS match
  WITH collect([slot, t, match]) AS matches, collect(DISTINCT t) AS terms, runs
  CALL (matches, runs) {
    UNWIND matches AS m
    WITH m[0] AS slot, m[1] AS t, m[2] AS match, runs
    CALL (t, runs) {
      WITH t, runs, EXISTS { (t)-[b:DESCRIBES]->() WHERE b.run IN runs } AS many
      CALL (t, runs, many) {
        WITH t, runs, many WHERE many
        MATCH (t)-[b:DESCRIBES]->(n) WHERE b.run IN runs
        RETURN n, b.weight AS weight
        UNION ALL
        WITH t, many WHERE NOT many
        MATCH (t)<-[d:DESCRIBED_BY]-(n)
        RETURN n, d.weight AS weight
      }
      RETURN n, weight
    }
    WITH slot, n, max(match * weight) AS gain
    WITH n, sum(gain) AS rough ORDER BY rough DESC, n.id LIMIT $pool
    RETURN n
  }
  MATCH (n)-[d:DESCRIBED_BY]->(t)
  WHERE t IN terms AND d.run = n.terms_run
  WITH n, t, d, matches ORDER BY d.weight DESC, t.id
  WITH n, matches, collect([t, d.weight, d]) AS said
  UNWIND matches AS m
  WITH n, said, m[0] AS slot,
    max(m[2] * coalesce(head([s IN said WHERE s[0] = m[1] | s[1]]), 0.0)) AS gain
  WITH n, said, sum(gain) AS score
  RETURN n, score, 0.0 AS named, said
  UNION ALL
  CALL db.index.fulltext.queryNodes('names', $called, {limit: 100}) YIELD node
  WITH node AS n, 1.0 / size(split(coalesce(node.name, node.title), ' ')) AS named
  ORDER BY named DESC, n.listeners DESC, n.id LIMIT 20
  RETURN n, 0.0 AS score, named, [] AS said
}
WITH n, sum(score) AS score, max(named) AS named, collect(said) AS found
WITH collect([n, score, named, found]) AS rows, max(score) AS most
UNWIND rows AS row
WITH row[0] AS n, CASE WHEN most > 0 THEN row[1] / most ELSE 0.0 END AS score, row[2] AS named,
  row[3] AS found
ORDER BY score + named DESC, n.listeners DESC, n.id
LIMIT $limit
WITH n, score, named, reduce(all = [], said IN found | all + said) AS said,
  COLLECT { MATCH (n)-[:BY {role: 'main'}]->(a:Artist) RETURN a.name ORDER BY a.name } AS artists
RETURN n.id AS id, CASE WHEN n:Artist THEN 'artist' ELSE 'track' END AS kind,
  coalesce(n.name, n.title) AS name, artists[0] AS artist, score AS score, named AS named,
  [s IN said | [s[0].id, s[1], s[2].pages]] AS terms
ORDER BY score + named DESC, n.listeners DESC, id
