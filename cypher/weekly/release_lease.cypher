// Give a lease back, if it is still ours.
// params:  lease: string, holder: string
MATCH (l:Lease {id: $lease, holder: $holder})
REMOVE l.holder, l.until
