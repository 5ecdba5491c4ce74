// Every artist whose page users have visited, one record a user.
// params:  users: list<string>
// returns: user: string, visited: list<list>
UNWIND $users AS user
MATCH (u:User) WHERE elementId(u) = user
CALL (u) {
  MATCH (u)-[v:VISITED]->(a:Artist)
  RETURN collect([a.id, v.at]) AS visited
}
RETURN user AS user, visited AS visited
