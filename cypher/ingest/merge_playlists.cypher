// Playlists of files: id, title, kind, whether public, when made.
// params:  rows: list<list>
UNWIND $rows AS row
MERGE (p:Playlist {id: row[0]})
SET p.title = row[1], p.kind = row[2], p.public = row[3], p.created_at = row[4]
