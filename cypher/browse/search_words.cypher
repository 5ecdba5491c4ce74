// Artists and tracks that words describe, or that are called so. Each of $words is a Lucene query
// over terms and how much it counts; $called is one over names, for a name that holds all words.
// A term that is said of many leads to those alone that it describes best; the best found are then
// weighed by all their terms. Try words [['dreamy', 1.0], ['shoegaze~2', 1.0]], called 'dreamy', limit 10.
// params:  words: list<list>, called: string, limit: integer
// returns: id: string, kind: string, name: string, artist: string, score: float, named: float,
//   terms: list<list>
WITH COLLECT {
  MATCH (r:Run {kind: 'terms', current: true}) WHERE r.started_at IS NOT NULL RETURN r.id
} AS runs
CALL (runs) {
  UNWIND range(0, size($words) - 1) AS at
  CALL (at) {
    CALL db.index.fulltext.queryNodes('terms_by_words', $words[at][0], {limit: 8})
    YIELD node, score
    WITH node AS t, score ORDER BY score DESC, t.id
    WITH collect([t, score]) AS found, max(score) AS most
    UNWIND found AS f
    WITH f[0] AS t, f[1] / most AS match WHERE match >= 0.4
    RETURN t, match * $words[at][1] AS match
  }
  WITH collect([at, t, match]) AS matches, collect(DISTINCT t) AS terms, runs
  CALL (matches, runs) {
    UNWIND matches AS m
    WITH m[0] AS at, m[1] AS t, m[2] AS match, runs
    CALL (t, runs) {
      WITH t, EXISTS { (t)-[b:DESCRIBES]->() WHERE b.run IN runs } AS many, runs
      CALL (t, many, runs) {
        WITH t, many, runs WHERE many
        MATCH (t)-[b:DESCRIBES]->(n) WHERE b.run IN runs
        RETURN n, b.weight AS weight
        UNION ALL
        WITH t, many, runs WHERE NOT many
        MATCH (t)<-[d:DESCRIBED_BY]-(n) WHERE d.run = n.terms_run
        RETURN n, d.weight AS weight
      }
      RETURN n, weight
    }
    WITH at, n, max(match * weight) AS gain
    WITH n, sum(gain) AS rough ORDER BY rough DESC, n.id LIMIT 40
    RETURN n
  }
  MATCH (n)-[d:DESCRIBED_BY]->(t)
  WHERE t IN terms AND d.run = n.terms_run
  WITH n, t, d, matches ORDER BY d.weight DESC, t.id
  WITH n, matches, collect([t, d.weight, d]) AS said
  UNWIND matches AS m
  WITH n, said, m[0] AS at,
    max(m[2] * coalesce(head([s IN said WHERE s[0] = m[1] | s[1]]), 0.0)) AS gain
  WITH n, said, sum(gain) AS score
  RETURN n, score, 0.0 AS named, [s IN said | [s[0].id, s[1], s[2].pages]] AS terms
  UNION ALL
  CALL db.index.fulltext.queryNodes('names', $called, {limit: 100}) YIELD node
  WITH node AS n, 1.0 / size(split(coalesce(node.name, node.title), ' ')) AS named
  ORDER BY named DESC, n.listeners DESC, n.id LIMIT 20
  RETURN n, 0.0 AS score, named, [] AS terms
}
WITH n, sum(score) AS score, max(named) AS named, collect(terms) AS found
ORDER BY score + named DESC, n.listeners DESC, n.id
LIMIT $limit
WITH n, score, named, found,
  COLLECT { MATCH (n)-[:BY {role: 'main'}]->(a:Artist) RETURN a.name ORDER BY a.name } AS artists
RETURN n.id AS id, CASE WHEN n:Artist THEN 'artist' ELSE 'track' END AS kind,
  coalesce(n.name, n.title) AS name,
  artists[0] AS artist, score AS score, named AS named, reduce(all = [], t IN found | all + t) AS terms
ORDER BY score + named DESC, n.listeners DESC, id
