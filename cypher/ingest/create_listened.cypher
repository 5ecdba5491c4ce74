// Listens of pairs that had none: handle of the user, then of each track its handle and values.
// params:  rows: list<list>
UNWIND $rows AS row
MATCH (u:User) WHERE elementId(u) = row[0]
UNWIND row[1] AS pair
MATCH (t:Track) WHERE elementId(t) = pair[0]
CREATE (u)-[:LISTENED {plays: pair[1], skips: pair[2], first_at: pair[3], last_at: pair[4],
  at: pair[5], skipped_at: pair[6], coarse: pair[7], counted: pair[8], counted_in: pair[9],
  counted_by: pair[10], counted_at: pair[11]}]->(t)
