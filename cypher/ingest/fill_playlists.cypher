// Put tracks into empty playlists: playlist, then of each entry position, handle and time.
// params:  rows: list<list>
UNWIND $rows AS row
MATCH (p:Playlist {id: row[0]})
UNWIND row[1] AS entry
MATCH (t:Track) WHERE elementId(t) = entry[1]
CREATE (p)-[:CONTAINS {position: entry[0], added_at: entry[2]}]->(t)
