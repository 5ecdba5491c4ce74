// Plans were made for what was here before.
CALL db.clearQueryCaches()
