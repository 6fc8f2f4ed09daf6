-- The ends of the chains of the audit log, signed with the key of the instance each night. One row:
-- that of the last night. Numbers are not given twice, so a missing row is noticed.
CREATE TABLE audit_heads (
  number  INTEGER PRIMARY KEY AUTOINCREMENT,
  body    TEXT NOT NULL    -- JSON: number, at, heads [{company, entry, hash}], publicKey, signature
) STRICT;
