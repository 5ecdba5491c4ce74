// An artist by their name to the letter: full text knows no name like "!!!".
CREATE INDEX artist_names IF NOT EXISTS FOR (n:Artist) ON (n.name)
