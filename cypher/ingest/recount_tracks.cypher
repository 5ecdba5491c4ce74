// How many people listen to tracks, by handle.
// params:  rows: list<string>
UNWIND $rows AS row
MATCH (t:Track) WHERE elementId(t) = row
SET t.listeners = COUNT { (t)<-[l:LISTENED]-() WHERE l.plays > 0 }
