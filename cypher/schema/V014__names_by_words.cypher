// Names by words, for search.
CREATE FULLTEXT INDEX names IF NOT EXISTS FOR (n:Track|Artist) ON EACH [n.title, n.name]
