// All outside names of tracks, by handle.
// params:  elements: list<string>
// returns: element: string, aliases: list<string>
UNWIND $elements AS element
MATCH (t:Track) WHERE elementId(t) = element
RETURN element AS element, [(a:Alias)-[:NAMES]->(t) | a.id] AS aliases
