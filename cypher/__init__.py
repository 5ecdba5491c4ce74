"""Every Cypher statement of the house, one a file, and the loader that checks it."""
