-- A new link is closed if the code step is closed for its address. The links of people who have been
-- asked many times are many, those that are closed few.
CREATE INDEX closed_links ON links (company_id, closed_until, signer_id)
  WHERE closed_until IS NOT NULL;
