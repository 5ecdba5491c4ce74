// What users call artists, one record a user.
// params:  users: list<string>
// returns: user: string, tagged: list<list>
UNWIND $users AS user
MATCH (u:User) WHERE elementId(u) = user
CALL (u) {
  MATCH (u)-[g:TAGGED]->(a:Artist)
  RETURN collect([a.id, g.tags]) AS tagged
}
RETURN user AS user, tagged AS tagged
