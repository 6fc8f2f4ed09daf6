-- Who has signed a version of the release text for the company, and with which signature.
ALTER TABLE templates ADD COLUMN confirmed_by INTEGER REFERENCES users (id);
ALTER TABLE templates ADD COLUMN confirmed_name TEXT;
ALTER TABLE templates ADD COLUMN confirmed_signature TEXT;
ALTER TABLE templates ADD COLUMN confirmed_at INTEGER;
