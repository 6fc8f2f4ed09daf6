-- How many guardians the company asked for when a request about a child was made; NULL
-- where the person signs. What is waited for now follows the rule of now.
ALTER TABLE answers ADD COLUMN guardians_needed INTEGER;
UPDATE answers
   SET guardians_needed = (SELECT c.guardians_needed FROM companies AS c
                            WHERE c.id = answers.company_id)
 WHERE state = 'PENDING'
   AND EXISTS (SELECT 1 FROM signers AS s
                WHERE s.company_id = answers.company_id AND s.answer_id = answers.id
                  AND s.guardian_id IS NOT NULL);

-- JSON list of the uses that were offered when the answer was given; '[]' where that is
-- not known: nobody has answered, or the evidence is over.
ALTER TABLE answers ADD COLUMN offered TEXT NOT NULL DEFAULT '[]';
UPDATE answers
   SET offered = (SELECT json_group_array(json_extract(u.value, '$.use'))
                    FROM decisions AS d, json_each(d.record, '$.uses') AS u
                   WHERE d.id = (SELECT MAX(last.id) FROM decisions AS last
                                  WHERE last.company_id = answers.company_id
                                    AND last.answer_id = answers.id
                                    AND last.supersedes IS NULL))
 WHERE state <> 'PENDING' AND erased_at IS NULL;

-- Where answers to the company's mails go; NULL: to who planned the shoot, or an owner.
ALTER TABLE companies ADD COLUMN contact_email TEXT;
