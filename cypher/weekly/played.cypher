// What a user has done with a track.
// params:  user: string, track: string
// returns: plays: integer, skips: integer, saved: boolean
MATCH (u:User {id: $user})
OPTIONAL MATCH (u)-[l:LISTENED]->(:Track {id: $track})
RETURN coalesce(l.plays, 0) AS plays, coalesce(l.skips, 0) AS skips,
  EXISTS { (u)-[:SAVED]->(:Track {id: $track}) } AS saved
