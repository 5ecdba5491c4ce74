// Tracks that lie somewhere as a file, few of all in a community's graph.
CREATE INDEX track_sound IF NOT EXISTS FOR (n:Track) ON (n.sound)
