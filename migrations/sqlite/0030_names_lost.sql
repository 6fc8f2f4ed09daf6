-- When a restore could not name everybody on a photograph, because somebody was not in the backup.
-- It stays unknown who is on it until a user names people.
ALTER TABLE files ADD COLUMN names_lost_at INTEGER;
