// Outside names that have become doubtful name their track no more: alias, handle of the track.
// params:  pairs: list<list>
UNWIND $pairs AS pair
MATCH (a:Alias {id: pair[0]})-[n:NAMES]->(t:Track) WHERE elementId(t) = pair[1]
DELETE n
