// Pages of a site, so that a site can be forgotten.
CREATE INDEX page_site IF NOT EXISTS FOR (n:Page) ON (n.site)
