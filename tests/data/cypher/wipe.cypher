// Everything goes but the record of the schema; in small parts, since a track has many edges.
MATCH (n) WHERE NOT n:Migration CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 200 ROWS
