// The weeks of a kind of playlist.
CREATE INDEX playlist_week IF NOT EXISTS FOR (n:Playlist) ON (n.kind, n.week)
