// Everything that describing leaves, and that readers follow: nodes by id, without handles.
CALL () {
  MATCH (n)-[d:DESCRIBED_BY|MENTIONED_WITH]->(m)
  WHERE d.run = n.terms_run
  RETURN collect([n.id, type(d), m.id, properties(d)]) AS edges
}
CALL () {
  MATCH (p:Page)
  OPTIONAL MATCH (p)-[m:MENTIONS]->(n)
  WITH p, m, n ORDER BY n.id
  RETURN collect([p.url, p.site, n.id, m.count]) AS pages
}
CALL () {
  MATCH (n) WHERE n.cultural IS NOT NULL
  RETURN collect([n.id, n.cultural_run, n.cultural]) AS vectors
}
CALL () {
  MATCH (t:Term) RETURN collect([t.id, t.kind, t.artists]) AS terms
}
CALL () {
  MATCH (n)-[d:DESCRIBED_BY|MENTIONED_WITH|DESCRIBES]->()
  RETURN count(d) AS total
}
RETURN {edges: edges, pages: pages, vectors: vectors, terms: terms, total: total} AS words
