// Published weeks of users, whole: the one named, or with '' each user's newest.
// params:  users: list<string>, week: string
// returns: user: string, week: string, run: string, title: string, created_at: integer,
//   short_by: integer, note: string, tracks: list<map>
UNWIND $users AS id
MATCH (u:User {id: id})
CALL (u) {
  MATCH (u)-[:OWNS]->(p:Playlist {kind: 'weekly'})
  WHERE $week IN ['', p.week] AND p.created_at IS NOT NULL
  RETURN p ORDER BY p.week DESC, p.id LIMIT 1
}
WITH u, p,
  COLLECT {
    MATCH (p)-[c:CONTAINS]->(t:Track)
    RETURN {
      position: c.position, id: t.id, title: t.title, album: t.album, duration_s: t.duration_s,
      file: t.path,
      artist: COLLECT {
        MATCH (t)-[:BY {role: 'main'}]->(a:Artist) RETURN a.name ORDER BY a.name
      }[0],
      aliases: COLLECT { MATCH (a:Alias)-[:NAMES]->(t) RETURN a.id ORDER BY a.id },
      score: c.score, sources: c.sources, shares: c.shares, loved: c.loved,
      listeners: c.listeners, playlists: c.playlists, path: c.path, reason: c.reason
    } ORDER BY c.position, t.id
  } AS tracks
RETURN u.id AS user, p.week AS week, p.run AS run, p.title AS title, p.created_at AS created_at,
  p.short_by AS short_by, p.note AS note, tracks AS tracks
