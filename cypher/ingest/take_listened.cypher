// Take the listens off tracks that turn out to be one, and return them, one record a user.
// params:  elements: list<string>
// returns: user: string, listened: list<list>
MATCH (u:User)-[l:LISTENED]->(t:Track) WHERE elementId(t) IN $elements
WITH u, l, [l.at, l.skipped_at, l.coarse, l.counted_in, l.counted_by, l.counted_at] AS values
WITH u, collect(l) AS taken, collect(values) AS listened
FOREACH (l IN taken | DELETE l)
RETURN elementId(u) AS user, listened AS listened
