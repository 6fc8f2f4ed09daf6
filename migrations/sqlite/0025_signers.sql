-- Whoever has decided keeps their say -----------------------------------------

-- Taken off a request before they had answered it: somebody else signs in their place.
ALTER TABLE signers ADD COLUMN released_at INTEGER;

-- The signer's e-mail was changed then, after they had decided: codes of this link go on to
-- the address before, until the new one has proved itself by a code.
ALTER TABLE links ADD COLUMN moved_at INTEGER;

-- More than two may have to sign one answer. The table is large and others refer to it:
-- only the text of its check is changed, which rows that satisfied the old one satisfy.
PRAGMA writable_schema = ON;
UPDATE sqlite_schema
   SET sql = replace(sql, 'CHECK (position IN (1, 2))', 'CHECK (position > 0)')
 WHERE type = 'table' AND name = 'signers';
PRAGMA writable_schema = RESET;
