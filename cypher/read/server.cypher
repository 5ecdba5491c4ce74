// Version and edition of the server.
// returns: version: string, edition: string
CALL dbms.components() YIELD name, versions, edition
WITH name, versions[0] AS version, edition
WHERE name = 'Neo4j Kernel'
RETURN version AS version, edition AS edition
