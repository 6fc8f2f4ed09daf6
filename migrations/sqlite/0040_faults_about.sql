-- The event and the employee that a faulty chain is about according to its first step. Where the
-- answer's row was changed to be about somebody else, nobody knows any more what this person decided
-- last.

ALTER TABLE chain_seals ADD COLUMN about_event INTEGER;
ALTER TABLE chain_seals ADD COLUMN about_employee INTEGER;

CREATE INDEX chain_seals_about ON chain_seals (company_id, about_event, about_employee)
  WHERE fault_at IS NOT NULL;
