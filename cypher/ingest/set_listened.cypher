// Listens of pairs that had some, whole: handle of the relationship, then its values.
// params:  rows: list<list>
UNWIND $rows AS row
MATCH ()-[l:LISTENED]->() WHERE elementId(l) = row[0]
SET l.plays = row[1], l.skips = row[2], l.first_at = row[3], l.last_at = row[4], l.at = row[5],
  l.skipped_at = row[6], l.coarse = row[7], l.counted = row[8], l.counted_in = row[9],
  l.counted_by = row[10], l.counted_at = row[11]
