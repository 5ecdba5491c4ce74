// Remove somebody.
// params:  user: string
MATCH (u:User {id: $user})
DETACH DELETE u
