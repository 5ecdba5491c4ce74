// What an artist or a track is described as, the most telling first.
// params:  id: string
// returns: term: string, kind: string, weight: float, change: float, pages: list<string>,
//   own: boolean, source: string, as_of: integer
CALL () {
  MATCH (n:Artist {id: $id}) RETURN n
  UNION
  MATCH (n:Track {id: $id}) RETURN n
}
MATCH (n)-[d:DESCRIBED_BY]->(t:Term)
WHERE d.run = n.terms_run
RETURN t.id AS term, t.kind AS kind, d.weight AS weight, d.change AS change, d.pages AS pages,
  d.own AS own, d.from AS source, d.as_of AS as_of
ORDER BY weight DESC, term
