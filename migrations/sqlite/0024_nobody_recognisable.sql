-- Who said, and when, that nobody on a photograph can be recognised. NULL: nobody said
-- so. Naming somebody on the photograph empties both.
ALTER TABLE files ADD COLUMN nobody_by INTEGER REFERENCES users (id);
ALTER TABLE files ADD COLUMN nobody_at INTEGER;
DROP VIEW live_files;
CREATE VIEW live_files AS SELECT * FROM files WHERE deleted_at IS NULL;
