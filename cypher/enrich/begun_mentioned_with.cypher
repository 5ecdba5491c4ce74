// How many MENTIONED_WITH edges of a run leave a node: more than none when its batch is in the graph.
// params:  handle: string, run: string
// returns: edges: integer
MATCH (n) WHERE elementId(n) = $handle
MATCH (n)-[e:MENTIONED_WITH]->()
WHERE e.run = $run
RETURN count(e) AS edges
