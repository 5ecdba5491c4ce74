// What the graph knows of outside names: the track they name and, of strong ones, what they stand
// with. Nothing for those it does not know.
// params:  aliases: list<string>
// returns: alias: string, track: string, stands_with: list<string>
UNWIND $aliases AS alias
MATCH (a:Alias {id: alias})
RETURN alias AS alias,
  head([(a)-[:NAMES]->(t:Track) | elementId(t)]) AS track,
  CASE WHEN alias STARTS WITH 'name:' THEN [] ELSE [(a)-[:STANDS_WITH]-(b:Alias) | b.id] END
    AS stands_with
