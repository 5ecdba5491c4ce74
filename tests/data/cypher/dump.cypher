// Everything that files have brought, without the handles of this server.
CALL () {
  MATCH (n) WHERE NOT n:Migration AND NOT n:Run AND NOT n:Lease
  RETURN collect([labels(n)[0], properties(n)]) AS nodes
}
CALL () {
  MATCH (a)-[r]->(b)
  RETURN collect([labels(a)[0], a.id, type(r), b.id, properties(r)]) AS relationships
}
RETURN [nodes, relationships] AS dump
