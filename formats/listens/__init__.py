"""Listening histories, one reader a format."""
