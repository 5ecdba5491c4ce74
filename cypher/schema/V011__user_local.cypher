// Who lives here: local users are found without a scan.
CREATE INDEX user_local IF NOT EXISTS FOR (n:User) ON (n.local)
