// The relationships among nodes, those that training made only of its current run.
// params:  handles: list<string>
// returns: source: string, type: string, target: string, properties: map
CALL () {
  MATCH (r:Run {kind: 'factors', current: true})
  WHERE r.started_at IS NOT NULL
  RETURN collect(r.id) AS runs
}
UNWIND $handles AS handle
MATCH (a) WHERE elementId(a) = handle
MATCH (a)-[e:LISTENED|SAVED|VISITED|OWNS|CONTAINS|BY|CO_LISTENED|SIMILAR|RELATED]->(b)
WHERE elementId(b) IN $handles AND (e.run IS NULL OR e.run IN runs)
RETURN a.id AS source, type(e) AS type, b.id AS target, properties(e) AS properties
ORDER BY source, type, target, elementId(e)
