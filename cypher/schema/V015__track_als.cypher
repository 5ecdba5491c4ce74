// Tracks by the direction of their ALS factors, of whatever embedding size.
CREATE VECTOR INDEX track_als IF NOT EXISTS FOR (n:Track) ON (n.als) OPTIONS {indexConfig: {`vector.similarity_function`: 'cosine'}}
