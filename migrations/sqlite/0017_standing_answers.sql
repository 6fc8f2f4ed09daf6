-- A word that was given stands ------------------------------------------------

-- What a person has answered about a shoot, the last one first.
CREATE INDEX answers_given ON answers (company_id, event_id, employee_id, id)
  WHERE signed_at IS NOT NULL;

-- What counts today of each person and shoot: the last answer that was given, even if an
-- earlier version of this program let it be deleted; while none was given, the request
-- that waits. Answers are given in the order of their ids: a renewal is made once what it
-- renews was given. Whether a consent has ended is to be read from expires_at.
DROP VIEW standing_answers;
CREATE VIEW standing_answers AS
  SELECT a.* FROM answers AS a
   WHERE (a.signed_at IS NOT NULL OR a.deleted_at IS NULL)
     AND NOT EXISTS (SELECT 1 FROM answers AS given
                      WHERE given.company_id = a.company_id AND given.event_id = a.event_id
                        AND given.employee_id = a.employee_id
                        AND given.signed_at IS NOT NULL
                        AND (a.signed_at IS NULL OR given.id > a.id));
