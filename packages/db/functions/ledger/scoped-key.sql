-- An operator's key in the scope of what it is used for (`p_scope`: the operation, and the wallet's owner where there is one): the same
-- reference may stand for a rider's debit and for a driver's credit. A key from before there were scopes stays what it was, one for
-- everything, so that repeats of old postings still return their results. Other keys (`top-up:`, `payout:`, …) have scopes of their own.
CREATE OR REPLACE FUNCTION ledger.scoped_key(p_key text, p_scope text) RETURNS text
LANGUAGE sql STABLE AS $$
  SELECT CASE
    WHEN p_key LIKE 'ops:%' AND NOT EXISTS (SELECT FROM ledger.idempotency k WHERE k.key = p_key)
      THEN 'operator:' || p_scope || ':' || substr(p_key, 5)
    ELSE p_key
  END
$$;
