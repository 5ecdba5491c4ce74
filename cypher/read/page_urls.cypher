// The URL of every page.
// returns: url: string
MATCH (p:Page)
WHERE p.url IS NOT NULL
RETURN p.url AS url
ORDER BY url
