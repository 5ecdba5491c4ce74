// Take a lease when it is free, run out, held by us, or held by a holder known to be dead; times
// are the server's. A lease that runs longer than any can was made before the clock went back.
// params:  lease: string, holder: string, ttl_ms: integer, dead: string
// returns: holder: string, until: integer, taken: boolean
MERGE (l:Lease {id: $lease})
SET l.asked_at = datetime.realtime().epochMillis
WITH l, datetime.realtime().epochMillis AS now
WITH l, now, coalesce(l.holder IN [$holder, $dead] OR l.until <= now OR l.until > now + $ttl_ms, true)
  AS free
SET l.holder = CASE WHEN free THEN $holder ELSE l.holder END
SET l.until = CASE WHEN free THEN now + $ttl_ms ELSE l.until END
RETURN l.holder AS holder, l.until AS until, free AS taken
