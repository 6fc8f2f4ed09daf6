-- The chains that are known not to match their seals: nothing is published on the strength of their
-- answers, which is asked for each photograph.
CREATE INDEX chain_seals_contradicted ON chain_seals (company_id, answer_id)
  WHERE fault_at IS NOT NULL;
