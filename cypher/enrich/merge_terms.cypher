// Words that describe: the word, its kind and how many artists it describes.
// params:  rows: list<list>
UNWIND $rows AS row
MERGE (t:Term {id: row[0]})
SET t.kind = row[1], t.artists = row[2]
