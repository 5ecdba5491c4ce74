// How many nodes of each label and relationships of each type there are, from the count store.
// returns: nodes: list<map>, relationships: list<map>
CALL db.stats.retrieve('GRAPH COUNTS') YIELD data
RETURN data.nodes AS nodes, data.relationships AS relationships
