// An index goes, so that a test can miss it.
DROP INDEX track_sound
