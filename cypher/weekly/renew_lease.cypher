// Hold a lease for longer, if it is still ours; no row when it is lost.
// params:  lease: string, holder: string, ttl_ms: integer
// returns: until: integer
MATCH (l:Lease {id: $lease})
SET l.asked_at = datetime.realtime().epochMillis
WITH l
WHERE l.holder = $holder
SET l.until = datetime.realtime().epochMillis + $ttl_ms
RETURN l.until AS until
