// Every Forgotten, a person who asked to be forgotten, has a fingerprint of their own.
CREATE CONSTRAINT forgotten_id IF NOT EXISTS FOR (n:Forgotten) REQUIRE n.id IS UNIQUE
