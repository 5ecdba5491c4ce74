// Words that people use more than a week ago, and of whom. Try limit 25.
// params:  limit: integer
// returns: term: string, rise: float, artists: list<string>, pages: list<string>,
//   picture: list<path>
MATCH picture = (a:Artist)-[d:DESCRIBED_BY]->(t:Term)
WHERE d.change > 0 AND d.run = a.terms_run AND d.as_of >= timestamp() / 1000 - 7 * 86400
WITH t, a, d, picture ORDER BY d.change DESC, a.id
WITH t, sum(d.change) AS rise, collect(a.name)[..5] AS artists, collect(d.pages[0])[..5] AS pages,
  collect(picture)[..5] AS picture
ORDER BY rise DESC, t.id LIMIT $limit
RETURN t.id AS term, rise AS rise, artists AS artists, pages AS pages, picture AS picture
ORDER BY rise DESC, term
