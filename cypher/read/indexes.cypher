// Indexes, those of constraints among them, and whether they answer: ONLINE, POPULATING or FAILED.
// returns: name: string, state: string
SHOW INDEXES YIELD name, state
RETURN name AS name, state AS state
ORDER BY name
