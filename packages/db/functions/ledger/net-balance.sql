-- What is free in a wallet less what its owner owes, minor units; null for a wallet that does not exist.
CREATE OR REPLACE FUNCTION ledger.net_balance(p_wallet uuid) RETURNS bigint LANGUAGE sql STABLE AS $$
  SELECT w.posted - w.held + coalesce(d.posted, 0)
  FROM ledger.accounts w LEFT JOIN ledger.accounts d ON d.id = w.debt_account_id WHERE w.id = p_wallet
$$;
