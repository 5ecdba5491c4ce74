// How many tracks each user listens to, a part of the users at a time.
MATCH (u:User)
WHERE u.id IS NOT NULL
CALL (u) {
  SET u.tracks = COUNT { (u)-[l:LISTENED]->() WHERE l.plays > 0 }
} IN TRANSACTIONS OF 1000 ROWS
