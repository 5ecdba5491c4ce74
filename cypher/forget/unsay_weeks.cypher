// Take out of the reasons of other people's weeks what somebody's plays or playlists stand behind:
// tracks that they heard, saved or put into a playlist, and paths that lead over them.
// params:  user: string, reason: string
// returns: tracks: integer
MATCH (p:Playlist {kind: 'weekly'})-[c:CONTAINS]->(t:Track)
WHERE p.week IS NOT NULL AND NOT EXISTS { (p)<-[:OWNS]-(:User {id: $user}) }
  AND (c.listeners > 0 OR c.playlists > 0 OR $user IN c.path OR 'audio' IN c.sources)
  AND ($user IN c.path OR EXISTS { (t)<-[:LISTENED|SAVED]-(:User {id: $user}) }
    OR EXISTS { (t)<-[:CONTAINS]-(:Playlist)<-[:OWNS]-(:User {id: $user}) })
SET c.reason = $reason, c.path = [], c.listeners = 0, c.playlists = 0
RETURN count(c) AS tracks
