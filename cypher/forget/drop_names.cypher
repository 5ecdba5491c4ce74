// Remove names and works, given by handle, that are of no track any more.
// params:  rows: list<string>
UNWIND $rows AS row
MATCH (n:Alias|Work)
WHERE elementId(n) = row AND NOT EXISTS { (n)-[:NAMES]->() } AND NOT EXISTS { (n)<-[:VERSION_OF]-() }
DETACH DELETE n
