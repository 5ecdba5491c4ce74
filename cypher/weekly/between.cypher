// Nodes that stand in the reasons of a week, by their ids, each as often as there are such nodes;
// playlists by name only where everybody may know them, people never.
// params:  ids: list<string>
// returns: id: string, label: string, name: string
UNWIND $ids AS id
CALL (id) {
  MATCH (n:Artist {id: id}) RETURN 'Artist' AS label, n.name AS name
  UNION
  MATCH (n:Playlist {id: id}) RETURN 'Playlist' AS label, CASE WHEN n.public THEN n.title END AS name
  UNION
  MATCH (n:Term {id: id}) RETURN 'Term' AS label, n.id AS name
}
RETURN id AS id, label AS label, name AS name
ORDER BY id, label
