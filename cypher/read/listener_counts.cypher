// How many pieces of music have how many listeners, of those that have any.
// returns: listeners: integer, tracks: integer
MATCH (t:Track)
WHERE t.id IS NOT NULL AND t.kind = 'music' AND t.listeners > 0
RETURN t.listeners AS listeners, count(*) AS tracks
ORDER BY listeners
