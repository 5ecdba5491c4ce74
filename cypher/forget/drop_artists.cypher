// Remove artists of whom no track is left, and whom no page or person speaks of.
// params:  rows: list<string>
UNWIND $rows AS row
MATCH (a:Artist {id: row})
WHERE NOT EXISTS { (a)<-[:BY|MENTIONS|VISITED|TAGGED]-() }
DETACH DELETE a
