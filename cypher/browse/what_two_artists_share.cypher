// The words that people use of two artists alike. Try one 'Radiohead', other 'Björk', limit 25.
// params:  one: string, other: string, limit: integer
// returns: term: string, weight: float, of_one: float, of_other: float, pages: list<string>,
//   picture: list<path>
CALL () {
  CALL () {
    MATCH (a:Artist {name: $one}) RETURN a
    UNION
    WITH '"' + replace(replace($one, '"', ' '), '\\', ' ') + '"' AS phrase
    CALL db.index.fulltext.queryNodes('names', phrase, {limit: 1000}) YIELD node
    WITH node AS a WHERE a:Artist AND toLower(a.name) = toLower($one)
    RETURN a
  }
  RETURN a ORDER BY a.listeners DESC, a.id LIMIT 1
}
CALL (a) {
  CALL () {
    MATCH (b:Artist {name: $other}) RETURN b
    UNION
    WITH '"' + replace(replace($other, '"', ' '), '\\', ' ') + '"' AS phrase
    CALL db.index.fulltext.queryNodes('names', phrase, {limit: 1000}) YIELD node
    WITH node AS b WHERE b:Artist AND toLower(b.name) = toLower($other)
    RETURN b
  }
  WITH a, b WHERE b <> a
  RETURN b ORDER BY b.listeners DESC, b.id LIMIT 1
}
MATCH first = (a)-[d:DESCRIBED_BY]->(t:Term)
WHERE d.run = a.terms_run
MATCH second = (t)<-[e:DESCRIBED_BY]-(b)
WHERE e.run = b.terms_run
WITH t, d, e, first, second, d.weight * e.weight AS weight
ORDER BY weight DESC, t.id LIMIT $limit
RETURN t.id AS term, weight AS weight, d.weight AS of_one, e.weight AS of_other,
  d.pages + e.pages AS pages, [first, second] AS picture
ORDER BY weight DESC, term
