// Tracks that turned out to be another go, with what was computed for them.
// params:  absorbed: list<string>
UNWIND $absorbed AS element
MATCH (t:Track) WHERE elementId(t) = element
DETACH DELETE t
