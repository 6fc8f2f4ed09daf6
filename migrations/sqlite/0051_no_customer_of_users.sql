-- A customer of the payment service is a company (`subscriptions.customer`): nothing was ever written
-- here.
ALTER TABLE users DROP COLUMN stripe_customer;
