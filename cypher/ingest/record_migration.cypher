// Remember that a migration was applied.
// params:  id: string, checksum: string, applied_at: string
MERGE (m:Migration {id: $id})
ON CREATE SET m.checksum = $checksum, m.applied_at = $applied_at
