-- A hold concerns one signer, whose decision is missing in the backup: another guardian's answer
-- does not end it.
--
-- by_guardian: 0 if the employee decided; 1 if a guardian did: who decided under this e-mail or,
-- where none is known, the one with this id. The current e-mail of a guardian proves nothing, nor
-- does an answer under another e-mail: anybody who edits the employee can set it.
-- last_decision: the id of the last decision in the restored database; decisions with a greater id
-- were made after the restore.
CREATE TABLE holds (
  id                  INTEGER PRIMARY KEY AUTOINCREMENT,
  company_id          INTEGER NOT NULL,
  event_id            INTEGER NOT NULL,
  employee_id         INTEGER NOT NULL,
  by_guardian         INTEGER NOT NULL CHECK (by_guardian IN (0, 1)),
  guardian_id         INTEGER,
  guardian_email_key  TEXT,
  uses                TEXT NOT NULL,        -- JSON list of what they do not allow
  backup              TEXT NOT NULL,
  decided_at          INTEGER NOT NULL,
  last_decision       INTEGER NOT NULL,
  created_at          INTEGER NOT NULL,
  released_at         INTEGER,
  released_by         INTEGER REFERENCES users (id),
  reason              TEXT,
  FOREIGN KEY (company_id, event_id) REFERENCES events (company_id, id),
  FOREIGN KEY (company_id, employee_id) REFERENCES employees (company_id, id),
  FOREIGN KEY (company_id, guardian_id) REFERENCES guardians (company_id, id)
) STRICT;

CREATE INDEX holds_of_event ON holds (company_id, event_id, employee_id);
CREATE INDEX holds_of_employee ON holds (company_id, employee_id);
CREATE INDEX holds_of_guardian ON holds (company_id, guardian_id);

-- The old table did not record the signer: each signer of the answer gets a hold.
INSERT INTO holds (company_id, event_id, employee_id, by_guardian, guardian_id,
                   guardian_email_key, uses, backup, decided_at, last_decision, created_at,
                   released_at, released_by, reason)
  SELECT h.company_id, a.event_id, a.employee_id, s.guardian_id IS NOT NULL, s.guardian_id,
         g.email_key, h.uses, h.backup, h.decided_at,
         (SELECT COALESCE(MAX(d.id), 0) FROM decisions AS d WHERE d.decided_at <= h.created_at),
         h.created_at, h.released_at, h.released_by, h.reason
    FROM answer_holds AS h
    JOIN answers AS a ON a.company_id = h.company_id AND a.id = h.answer_id
    JOIN signers AS s ON s.company_id = a.company_id AND s.answer_id = a.id
                     AND s.released_at IS NULL
    LEFT JOIN guardians AS g ON g.company_id = s.company_id AND g.id = s.guardian_id
   ORDER BY h.id, s.position;

DROP VIEW active_holds;
DROP TABLE answer_holds;

-- A hold ends when the signer answers a request after the restore, or withdraws all its uses, since
-- their own decision then denies them. A withdrawal of other uses does not end it.
CREATE VIEW active_holds AS
  SELECT h.* FROM holds AS h
   WHERE h.released_at IS NULL
     AND NOT EXISTS (
         SELECT 1 FROM answers AS a
           JOIN signers AS s ON s.company_id = a.company_id AND s.answer_id = a.id
           JOIN decisions AS d ON d.company_id = s.company_id AND d.answer_id = s.answer_id
                              AND d.signer_id = s.id
           JOIN documents AS shown ON shown.company_id = d.company_id AND shown.id = d.document_id
          WHERE a.company_id = h.company_id AND a.event_id = h.event_id
            AND a.employee_id = h.employee_id
            AND d.id > h.last_decision
            AND (d.supersedes IS NULL
                 OR NOT EXISTS (SELECT 1 FROM json_each(h.uses) AS json_each_of_hold
                                  JOIN json_each(d.uses) AS json_each_of_decision
                                    ON json_each_of_decision.value = json_each_of_hold.value))
            AND CASE h.by_guardian
                  WHEN 0 THEN s.guardian_id IS NULL
                  ELSE CASE WHEN h.guardian_email_key IS NULL THEN s.guardian_id = h.guardian_id
                       ELSE s.guardian_id IS NOT NULL
                        AND lower(json_extract(shown.body, '$.signer.email'))
                            = h.guardian_email_key END
                END);

-- The uses on hold.
CREATE VIEW held_uses AS
  SELECT h.company_id, h.event_id, h.employee_id, json_each.value AS name
    FROM active_holds AS h, json_each(h.uses);

-- The uses that a signer of an answer has not allowed.
CREATE VIEW denied_uses AS
  SELECT d.company_id, d.answer_id, json_extract(json_each.value, '$.use') AS name
    FROM decisions AS d, json_each(d.record, '$.uses')
   WHERE json_extract(json_each.value, '$.accepted') = 0;
