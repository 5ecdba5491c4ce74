"""Vectors over plain arrays: ALS factors, co-listens, exact top-n lists, the Annoy index."""
