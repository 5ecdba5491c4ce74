// Everything that users have saved, one record a user.
// params:  users: list<string>
// returns: user: string, saved: list<list>
UNWIND $users AS user
MATCH (u:User) WHERE elementId(u) = user
CALL (u) {
  MATCH (u)-[s:SAVED]->(t:Track)
  RETURN collect([elementId(t), s.at]) AS saved
}
RETURN user AS user, saved AS saved
