// How many people listen to each artist, a part of the artists at a time.
MATCH (a:Artist)
WHERE a.id IS NOT NULL
CALL (a) {
  SET a.listeners = COUNT {
    MATCH (a)<-[b:BY]-(:Track)<-[l:LISTENED]-(u:User)
    WHERE b.role = 'main' AND l.plays > 0
    RETURN DISTINCT u
  }
} IN TRANSACTIONS OF 1000 ROWS
