// Users of files; who is local stays so.
// params:  rows: list<string>, local: boolean
UNWIND $rows AS row
MERGE (u:User {id: row})
ON CREATE SET u.name = row, u.timezone = 'UTC', u.tracks = 0, u.local = $local
ON MATCH SET u.local = u.local OR $local
