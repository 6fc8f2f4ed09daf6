-- Only an answer ends a hold. A withdrawal of all that is held used to end it as well, but whoever
-- has the e-mail of today can withdraw, and then answer a new request.
DROP VIEW held_uses;
DROP VIEW active_holds;

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
            AND d.id > h.last_decision AND d.supersedes IS NULL
            AND (s.guardian_id IS NOT NULL) = h.by_guardian
            AND CASE WHEN h.email_key IS NOT NULL
                     THEN lower(json_extract(shown.body, '$.signer.email')) = h.email_key
                     ELSE h.by_guardian = 0 OR s.guardian_id = h.guardian_id END);

CREATE VIEW held_uses AS
  SELECT h.company_id, h.event_id, h.employee_id, json_each.value AS name
    FROM active_holds AS h, json_each(h.uses);
