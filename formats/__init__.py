"""The wing of other people's files: listening histories and playlists in, weeks out."""
