// States of all indexes, those of constraints among them.
SHOW INDEXES YIELD name, state RETURN collect(DISTINCT state) AS states
