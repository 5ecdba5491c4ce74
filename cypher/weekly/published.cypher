// Which of some users' weeks stand already.
// params:  ids: list<string>
// returns: id: string, tracks: integer, short_by: integer, note: string, run: string
UNWIND $ids AS id
MATCH (p:Playlist {id: id})
WHERE p.created_at IS NOT NULL
RETURN p.id AS id, COUNT { (p)-[:CONTAINS]->(:Track) } AS tracks, p.short_by AS short_by,
  p.note AS note, p.run AS run
