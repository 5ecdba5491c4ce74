// The words that artists are described with, one row an artist.
// returns: id: string, terms: list<string>, weights: list<float>
MATCH (n:Artist)
WHERE n.id IS NOT NULL AND n.terms_run IS NOT NULL
MATCH (n)-[d:DESCRIBED_BY]->(t:Term)
WHERE d.run = n.terms_run
WITH n, d, t ORDER BY t.id
RETURN n.id AS id, collect(t.id) AS terms, collect(d.weight) AS weights
ORDER BY id
