// Somebody has never looked at the pages of artists, nor tagged them.
// params:  user: string, rows: list<string>
MATCH (u:User {id: $user})
UNWIND $rows AS row
MATCH (u)-[l:VISITED|TAGGED]->(:Artist {id: row})
DELETE l
