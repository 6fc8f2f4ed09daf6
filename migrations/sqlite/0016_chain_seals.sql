-- The seal over the last step of each chain of evidence, made anew with every step in
-- the transaction that adds it.
CREATE TABLE chain_seals (
  id          INTEGER PRIMARY KEY AUTOINCREMENT,
  company_id  INTEGER NOT NULL,
  answer_id   INTEGER NOT NULL UNIQUE,
  seal        TEXT,               -- JSON; NULL: the chain is from before, and is sealed at the next start
  sealed_at   INTEGER,
  fault_at    INTEGER,            -- when the chain was found not to fit; NULL: it was not
  UNIQUE (company_id, id),
  FOREIGN KEY (company_id, answer_id) REFERENCES answers (company_id, id)
) STRICT;

CREATE INDEX chain_seals_faulty ON chain_seals (fault_at) WHERE fault_at IS NOT NULL;
CREATE INDEX chain_seals_waiting ON chain_seals (id) WHERE seal IS NULL AND fault_at IS NULL;

INSERT INTO chain_seals (company_id, answer_id)
SELECT DISTINCT company_id, answer_id FROM evidence ORDER BY answer_id;
