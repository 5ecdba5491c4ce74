// Terms by their words, for search; every word counts, and none is cut to its stem, since a search
// allows for endings and typing errors itself.
CREATE FULLTEXT INDEX terms_by_words IF NOT EXISTS FOR (n:Term) ON EACH [n.id]
OPTIONS {indexConfig: {`fulltext.analyzer`: 'standard-no-stop-words'}}
