// Playlists as they are now.
// params:  ids: list<string>
// returns: id: string, title: string, created_at: integer, public: boolean, entries: list<list>
UNWIND $ids AS id
MATCH (p:Playlist {id: id})
CALL (p) {
  MATCH (p)-[c:CONTAINS]->(t:Track)
  WITH c, t ORDER BY c.position, t.id
  RETURN collect([c.position, elementId(t), c.added_at]) AS entries
}
RETURN id AS id, p.title AS title, p.created_at AS created_at, p.public AS public,
  entries AS entries
