// How many people listen to each track, a part of the tracks at a time.
MATCH (t:Track)
WHERE t.id IS NOT NULL
CALL (t) {
  SET t.listeners = COUNT { (t)<-[l:LISTENED]-() WHERE l.plays > 0 }
} IN TRANSACTIONS OF 1000 ROWS
