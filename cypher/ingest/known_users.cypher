// Those of the named users that the graph knows, and whether any listens of theirs are in it.
// params:  users: list<string>
// returns: user: string, element: string, local: boolean, heard: boolean
UNWIND $users AS user
MATCH (u:User {id: user})
RETURN user AS user, elementId(u) AS element, u.local AS local,
  EXISTS { (u)-[:LISTENED]->() } AS heard
