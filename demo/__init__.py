"""Worlds to start from: a generated community and the packed seed of real playlists."""
