// Artists by words the usual way: every term that holds a word, summed over all who have it.
MATCH (t:Term)
WHERE any(word IN $words WHERE t.id CONTAINS word)
MATCH (a:Artist)-[d:DESCRIBED_BY]->(t)
RETURN a.id AS artist, sum(d.weight) AS score
ORDER BY score DESC, artist
LIMIT 10
