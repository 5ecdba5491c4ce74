// How many people listen to the main artists of a track.
// params:  element: string
MATCH (t:Track)-[b:BY]->(a:Artist) WHERE elementId(t) = $element AND b.role = 'main'
SET a.listeners = COUNT {
  MATCH (a)<-[c:BY]-(:Track)<-[l:LISTENED]-(u:User)
  WHERE c.role = 'main' AND l.plays > 0
  RETURN DISTINCT u
}
