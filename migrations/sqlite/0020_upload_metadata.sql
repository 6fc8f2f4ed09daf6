-- What a client of tus said of its upload, as it came: whoever asks how far the upload
-- is gets it back (tus 1.0, creation). Goes with the upload, within days.
ALTER TABLE uploads ADD COLUMN metadata TEXT;
