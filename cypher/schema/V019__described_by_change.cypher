// Words that rise or fall, few of all: only what changes clearly has a change.
CREATE INDEX described_by_change IF NOT EXISTS FOR ()-[d:DESCRIBED_BY]-() ON (d.change)
