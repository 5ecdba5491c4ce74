// How many people listen to artists, by id.
// params:  rows: list<string>
UNWIND $rows AS row
MATCH (a:Artist {id: row})
SET a.listeners = COUNT {
  MATCH (a)<-[b:BY]-(:Track)<-[l:LISTENED]-(u:User)
  WHERE b.role = 'main' AND l.plays > 0
  RETURN DISTINCT u
}
