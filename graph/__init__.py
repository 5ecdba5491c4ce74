"""The only wing that speaks to Neo4j: server, store, schema, reads as arrays, batches in."""
