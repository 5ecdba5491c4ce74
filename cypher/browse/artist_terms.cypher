// In which words people write about an artist, and on which pages. Try artist 'Radiohead',
// limit 25.
// params:  artist: string, limit: integer
// returns: term: string, kind: string, weight: float, change: float, pages: list<string>,
//   source: string, picture: list<path>
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
MATCH said = (a)-[d:DESCRIBED_BY]->(t:Term)
WHERE d.run = a.terms_run
WITH a, d, t, said ORDER BY d.weight DESC, t.id LIMIT $limit
CALL (a, d) {
  UNWIND d.pages[..2] AS url
  MATCH p = (:Page {url: url})-[:MENTIONS]->(a)
  RETURN collect(p) AS pages
}
RETURN t.id AS term, t.kind AS kind, d.weight AS weight, d.change AS change, d.pages AS pages,
  d.from AS source, [said] + pages AS picture
ORDER BY weight DESC, term
