"""Playlists in the formats of players and services."""
