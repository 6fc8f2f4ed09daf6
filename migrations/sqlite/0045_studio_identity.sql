-- Who a company is, as its release text says it; within how many days it carries out a withdrawal; from
-- which age a child is asked as well; and for whom a shoot is made.
ALTER TABLE companies ADD COLUMN legal_form TEXT;
ALTER TABLE companies ADD COLUMN representative TEXT;
ALTER TABLE companies ADD COLUMN representative_capacity TEXT;
ALTER TABLE companies ADD COLUMN vat_number TEXT;
ALTER TABLE companies ADD COLUMN contact_name TEXT;
ALTER TABLE companies ADD COLUMN contact_phone TEXT;
ALTER TABLE companies ADD COLUMN privacy_contact TEXT;
ALTER TABLE companies ADD COLUMN withdrawal_days INTEGER NOT NULL DEFAULT 15;
ALTER TABLE companies ADD COLUMN assent_age INTEGER NOT NULL DEFAULT 12;
ALTER TABLE events ADD COLUMN client TEXT;
