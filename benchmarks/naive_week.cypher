// Thirty tracks for a user the usual way: what people of shared tracks play, as often as paths lead
// there, without caps, works, ledger or reasons.
MATCH (u:User {id: $user})-[:LISTENED]->(:Track)<-[:LISTENED]-(:User)-[:LISTENED]->(t:Track)
WHERE NOT EXISTS { (u)-[:LISTENED]->(t) }
RETURN t.id AS track, count(*) AS paths
ORDER BY paths DESC, track
LIMIT 30
