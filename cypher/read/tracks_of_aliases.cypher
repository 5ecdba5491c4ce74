// The tracks that outside names mean; nothing for those that name none.
// params:  aliases: list<string>
// returns: alias: string, track: string
UNWIND $aliases AS alias
MATCH (:Alias {id: alias})-[:NAMES]->(t:Track)
RETURN alias AS alias, t.id AS track
