// Migrations that this graph has had.
// returns: id: string, checksum: string
MATCH (m:Migration)
RETURN m.id AS id, m.checksum AS checksum
ORDER BY id
