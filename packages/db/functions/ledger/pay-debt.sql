-- What is free in a wallet pays what its owner owes, in the caller's group; of a closed wallet the rest goes on to the city's
-- unclaimed money. Whatever frees or brings in money ends with this; the caller has locked the wallet, and with it its debt account,
-- which moves under that lock only. A frozen wallet is left alone: lifting the freeze pays. Returns how much left the wallet, minor units.
CREATE OR REPLACE FUNCTION ledger.pay_debt(p_wallet uuid, p_order uuid, p_group uuid) RETURNS bigint
LANGUAGE plpgsql AS $$
DECLARE
  v_amount bigint := greatest(coalesce(ledger.payable_debt(p_wallet), 0), 0);
BEGIN
  IF v_amount > 0 THEN
    PERFORM ledger.move(uuidv7(), p_wallet, ledger.debt_account_id(p_wallet), v_amount, 'debt_payment', p_order, p_group,
      NULL, NULL, NULL, NULL, NULL, NULL, p_moves_debt => true);
  END IF;
  RETURN v_amount + ledger.pass_on(p_wallet, p_order, p_group);
END
$$;
