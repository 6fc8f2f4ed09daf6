-- When a link was made for the studio to hand over. Mails to the signer carry another one, which the
-- studio does not know.
ALTER TABLE links ADD COLUMN copied_at INTEGER;
