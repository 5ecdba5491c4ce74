// The pages that have an address or are of a site.
// params:  what: string
// returns: url: string
CALL () {
  MATCH (p:Page {url: $what}) RETURN p
  UNION
  MATCH (p:Page {site: $what}) RETURN p
}
RETURN p.url AS url
ORDER BY url
