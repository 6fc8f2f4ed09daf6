-- How often mails were sent again: the instants of the last day, as JSON, and the mail that a copy is
-- of, with which the copy counts.
ALTER TABLE mails ADD COLUMN resent TEXT;
ALTER TABLE mails ADD COLUMN first_id INTEGER;
