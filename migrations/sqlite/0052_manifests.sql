-- What the server stated, and signed, when the papers of a decision were made: written once. The
-- content and the record go with the rest of the evidence; numbers, hashes and signatures stay.
CREATE TABLE manifests (
  id               INTEGER PRIMARY KEY AUTOINCREMENT,
  company_id       INTEGER NOT NULL,
  answer_id        INTEGER NOT NULL,
  number           INTEGER NOT NULL,
  kind             TEXT NOT NULL CHECK (kind IN ('ANSWER', 'RENEWAL', 'WITHDRAWAL', 'EXPIRY')),
  decision_id      INTEGER,          -- the withdrawal that it was made for
  content          TEXT,             -- the exact bytes that are signed; gone after erasure
  signature        TEXT NOT NULL,    -- hexadecimal
  record           TEXT,             -- the consent record of then, JSON; gone after erasure
  receipt_sha256   TEXT,             -- the PDF of a withdrawal or an end: its name in the blob store
  receipt_bytes    INTEGER,
  made_at          INTEGER NOT NULL,
  UNIQUE (company_id, id),
  UNIQUE (answer_id, number),
  FOREIGN KEY (company_id, answer_id) REFERENCES answers (company_id, id),
  FOREIGN KEY (company_id, decision_id) REFERENCES decisions (company_id, id)
) STRICT;
CREATE UNIQUE INDEX manifests_of_decision ON manifests (decision_id) WHERE decision_id IS NOT NULL;
CREATE INDEX manifests_by_receipt ON manifests (receipt_sha256) WHERE receipt_sha256 IS NOT NULL;
