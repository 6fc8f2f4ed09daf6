-- How far a job has come, in units of its kind: NULL where that is not counted, or not yet.
ALTER TABLE jobs ADD COLUMN done INTEGER;
ALTER TABLE jobs ADD COLUMN total INTEGER;
