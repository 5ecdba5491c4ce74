// Everything that users have listened to, one record a user.
// params:  users: list<string>
// returns: user: string, listened: list<list>
UNWIND $users AS user
MATCH (u:User) WHERE elementId(u) = user
CALL (u) {
  MATCH (u)-[l:LISTENED]->(t:Track)
  RETURN collect([elementId(t), elementId(l), l.at, l.skipped_at, l.coarse, l.counted_in,
    l.counted_by, l.counted_at]) AS listened
}
RETURN user AS user, listened AS listened
