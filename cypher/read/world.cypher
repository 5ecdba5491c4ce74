// Whether a world was loaded whole, and when.
// params:  world: string
// returns: at: string
MATCH (r:Run {id: $world})
RETURN r.finished_at AS at
