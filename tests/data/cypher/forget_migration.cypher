// One record of the schema goes, so that a test can make it anew.
MATCH (m:Migration {id: $id}) DELETE m
