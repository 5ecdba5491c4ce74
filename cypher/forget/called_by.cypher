// Some of the artists whose pages somebody looked at, or whom they tagged.
// params:  user: string, limit: integer
// returns: id: string
MATCH (:User {id: $user})-[:VISITED|TAGGED]->(a:Artist)
WITH DISTINCT a ORDER BY a.id LIMIT $limit
RETURN a.id AS id
