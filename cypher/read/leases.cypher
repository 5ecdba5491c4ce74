// Leases that are held, or that nobody gave back; times are the server's.
// returns: id: string, holder: string, until: integer, now: integer
MATCH (l:Lease)
WHERE l.id IS NOT NULL AND l.holder IS NOT NULL
RETURN l.id AS id, l.holder AS holder, l.until AS until, datetime.realtime().epochMillis AS now
ORDER BY id
