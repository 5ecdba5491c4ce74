// Tracks by the direction of their ALS factors, of whatever embedding size; a light graph of
// neighbours, since it serves looking and a commit waits for it.
CREATE VECTOR INDEX track_als IF NOT EXISTS FOR (n:Track) ON (n.als) OPTIONS {indexConfig: {
  `vector.similarity_function`: 'cosine', `vector.hnsw.m`: 8, `vector.hnsw.ef_construction`: 50
}}
