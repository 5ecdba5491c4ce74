// How many tracks users listen to, by handle.
// params:  rows: list<string>
UNWIND $rows AS row
MATCH (u:User) WHERE elementId(u) = row
SET u.tracks = COUNT { (u)-[l:LISTENED]->() WHERE l.plays > 0 }
