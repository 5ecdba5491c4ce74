// What people call artists: one record a person.
// returns: user: string, tagged: list<list>
MATCH (u:User)
WHERE u.id IS NOT NULL
CALL (u) {
  MATCH (u)-[g:TAGGED]->(a:Artist)
  WITH a, g ORDER BY a.id
  RETURN collect([a.id, g.tags]) AS tagged
}
WITH u, tagged WHERE size(tagged) > 0
RETURN u.id AS user, tagged AS tagged
ORDER BY user
