// How much a wipe would take away.
MATCH (n) WHERE NOT n:Migration RETURN count(n) AS nodes
