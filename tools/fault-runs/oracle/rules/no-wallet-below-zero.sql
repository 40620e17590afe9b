-- No wallet is below zero or promises more than it has.
SELECT id, posted, held FROM ledger.accounts WHERE kind::text LIKE '%wallet' AND (posted < 0 OR held < 0 OR posted < held)
