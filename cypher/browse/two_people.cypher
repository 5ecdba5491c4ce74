// What two people have in common: the tracks that both play, the rarest first.
// Try one 'me', other 'you', limit 25.
// params:  one: string, other: string, limit: integer
// returns: title: string, listeners: integer, plays_of_one: integer, plays_of_other: integer,
//   picture: path
MATCH (u:User {id: $one})
CALL (u) {
  MATCH (u)-[mine:LISTENED]->(t:Track)
  MATCH (t)<-[theirs:LISTENED]-(:User {id: $other})
  WHERE mine.plays > 0 AND theirs.plays > 0
  RETURN mine, t, theirs ORDER BY t.listeners, t.id LIMIT $limit
}
MATCH picture = (u)-[mine]->(t)<-[theirs]-(:User)
RETURN t.title AS title, t.listeners AS listeners, mine.plays AS plays_of_one,
  theirs.plays AS plays_of_other, picture AS picture
ORDER BY listeners, t.id
