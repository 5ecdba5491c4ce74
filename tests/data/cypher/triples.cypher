// Which types of relationships there are between which labels.
MATCH (a)-[r]->(b) RETURN collect(DISTINCT [labels(a)[0], type(r), labels(b)[0]]) AS triples
