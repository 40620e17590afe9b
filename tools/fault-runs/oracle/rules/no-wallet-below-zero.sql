-- No wallet is below zero or promises more than it has.
SELECT id, posted, held FROM ledger.accounts WHERE owner_id IS NOT NULL AND (posted < 0 OR held < 0 OR posted < held)
