-- What is free in a wallet pays what its owner owes, in the caller's group. Whatever frees or brings in money ends with
-- this; the caller has locked the wallet, and with it its debt account, which moves under that lock only. A frozen wallet is
-- left alone: lifting the freeze pays. Returns how much was paid, minor units.
CREATE OR REPLACE FUNCTION ledger.pay_debt(p_wallet uuid, p_order uuid, p_group uuid) RETURNS bigint
LANGUAGE plpgsql AS $$
DECLARE
  v_amount bigint := ledger.payable_debt(p_wallet);
BEGIN
  IF v_amount IS NULL OR v_amount <= 0 THEN RETURN 0; END IF;
  PERFORM ledger.move(uuidv7(), p_wallet, ledger.debt_account_id(p_wallet), v_amount, 'debt_payment', p_order, p_group,
    NULL, NULL, NULL, NULL, NULL, NULL, p_moves_debt => true);
  RETURN v_amount;
END
$$;
