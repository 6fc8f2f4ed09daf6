-- As what a company pays: its invoices say whether it is a business. Until now that was guessed from
-- whether it has a SIRET or a VAT number.
ALTER TABLE companies ADD COLUMN customer_kind TEXT NOT NULL DEFAULT 'BUSINESS'
    CHECK (customer_kind IN ('BUSINESS', 'ASSOCIATION', 'PRIVATE'));
