// Remember that a world was loaded whole.
// params:  world: string, at: string
MERGE (r:Run {id: $world})
SET r.kind = 'world', r.started_at = coalesce(r.started_at, $at), r.finished_at = $at
