// The words that two artists share, those that tell most of the other one first, and a page that
// says so of that one.
// params:  rows: list<list>
// returns: one: string, other: string, terms: list<list>, page: string
UNWIND $rows AS row
CALL (row) {
  MATCH (a:Artist {id: row[0]})-[d:DESCRIBED_BY]->(t:Term)
  WHERE d.run = a.terms_run
  WITH t, d ORDER BY d.weight DESC, t.id LIMIT 40
  RETURN collect(t) AS said
}
CALL (row, said) {
  MATCH (b:Artist {id: row[1]})-[e:DESCRIBED_BY]->(t:Term)
  WHERE e.run = b.terms_run AND t IN said
  WITH t, e ORDER BY e.weight DESC, t.id LIMIT 6
  RETURN collect([t.id, t.kind]) AS terms,
    head(collect(CASE WHEN size(e.pages) > 0 THEN e.pages[0] END)) AS page
}
RETURN row[0] AS one, row[1] AS other, terms AS terms, page AS page
