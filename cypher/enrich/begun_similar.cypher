// How many SIMILAR edges of a run leave a node: more than none when its batch is in the graph.
// params:  handle: string, run: string
// returns: edges: integer
MATCH (n:User) WHERE elementId(n) = $handle
MATCH (n)-[e:SIMILAR]->()
WHERE e.run = $run
RETURN count(e) AS edges
