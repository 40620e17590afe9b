-- The wallet that pays a debt account; null for any other account.
CREATE OR REPLACE FUNCTION ledger.wallet_of_debt(p_debt uuid) RETURNS uuid LANGUAGE sql STABLE AS $$
  SELECT w.id FROM ledger.accounts d JOIN ledger.accounts w
    ON w.owner_id = d.owner_id AND w.city_id = d.city_id AND w.currency = d.currency AND w.debt_account_id = d.id
  WHERE d.id = p_debt AND d.is_debt
$$;
