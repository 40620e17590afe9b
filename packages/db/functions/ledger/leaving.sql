-- How much leaves a wallet by itself now, minor units: what its owner owes as far as it can be paid, and all that is free once the wallet
-- is closed. Null without a debt account, and while the wallet is frozen.
CREATE OR REPLACE FUNCTION ledger.leaving(p_wallet uuid) RETURNS bigint LANGUAGE sql STABLE AS $$
  SELECT CASE WHEN w.closed_at IS NOT NULL THEN w.posted - w.held ELSE least(w.posted - w.held, -d.posted) END
  FROM ledger.accounts w LEFT JOIN ledger.accounts d ON d.id = w.debt_account_id
  WHERE w.id = p_wallet AND w.frozen_at IS NULL AND num_nonnulls(d.id, w.closed_at) > 0
$$;
