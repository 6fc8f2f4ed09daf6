-- Each entry of the audit log holds the hash of the one before it and its own, so that an entry that
-- was changed or taken out is noticed. Entries of before have none.
ALTER TABLE audit ADD COLUMN previous_hash TEXT;
ALTER TABLE audit ADD COLUMN hash TEXT;
