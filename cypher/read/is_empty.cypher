// Whether nobody and no track is in the graph yet.
// returns: empty: boolean
RETURN NOT EXISTS { (:User) } AND NOT EXISTS { (:Track) } AS empty
