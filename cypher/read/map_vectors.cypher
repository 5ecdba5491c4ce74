// What is known of each piece of music as vectors: the taste of those who play it, what is written
// of it or else of its first main artist, and how it sounds.
// returns: id: string, als: list<float>, cultural: list<float>, audio: list<float>
MATCH (t:Track)
WHERE t.id IS NOT NULL AND t.kind = 'music'
WITH t, COLLECT { MATCH (t)-[:BY {role: 'main'}]->(a:Artist) RETURN a ORDER BY a.name, a.id }[0] AS a
RETURN t.id AS id, t.als AS als, coalesce(t.cultural, a.cultural) AS cultural, t.audio AS audio
ORDER BY id
