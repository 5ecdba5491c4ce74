// Remove terms that describe nobody any more.
// returns: terms: integer
MATCH (t:Term)
WHERE t.id IS NOT NULL AND NOT EXISTS { (t)<-[:DESCRIBED_BY]-() }
DETACH DELETE t
RETURN count(*) AS terms
