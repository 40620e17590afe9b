-- `pay_debt` for each of the wallets that has a debt account or is closed; other accounts are passed over.
CREATE OR REPLACE FUNCTION ledger.pay_debts(p_accounts uuid[], p_group uuid) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  v_wallet uuid;
BEGIN
  FOR v_wallet IN
    SELECT id FROM ledger.accounts WHERE id = ANY (p_accounts) AND (debt_account_id IS NOT NULL OR closed_at IS NOT NULL) ORDER BY id
  LOOP
    PERFORM ledger.pay_debt(v_wallet, NULL, p_group);
  END LOOP;
END
$$;
