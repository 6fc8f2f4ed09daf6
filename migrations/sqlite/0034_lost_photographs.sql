-- Photographs that a restore lost and on which people were named, by content. If one is uploaded
-- again, it stays unknown who is on it until a user names people.
CREATE TABLE lost_photographs (
  company_id INTEGER NOT NULL REFERENCES companies (id),
  sha256     TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (company_id, sha256)
) WITHOUT ROWID;
