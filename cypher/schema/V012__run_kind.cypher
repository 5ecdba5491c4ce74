// Runs of a kind, newest first.
CREATE INDEX run_kind IF NOT EXISTS FOR (n:Run) ON (n.kind, n.started_at)
