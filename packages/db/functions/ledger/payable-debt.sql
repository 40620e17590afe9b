-- How much of what a wallet's owner owes can be paid from it now, minor units: null without a debt account, and while the
-- wallet is frozen.
CREATE OR REPLACE FUNCTION ledger.payable_debt(p_wallet uuid) RETURNS bigint LANGUAGE sql STABLE AS $$
  SELECT least(w.posted - w.held, -d.posted)
  FROM ledger.accounts w JOIN ledger.accounts d ON d.id = w.debt_account_id
  WHERE w.id = p_wallet AND w.frozen_at IS NULL
$$;
