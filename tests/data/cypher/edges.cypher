// Relationships of a type: ids at both ends, and the values of their properties by name.
MATCH (a)-[e:$($kind)]->(b)
RETURN collect([a.id, b.id, properties(e)]) AS edges
