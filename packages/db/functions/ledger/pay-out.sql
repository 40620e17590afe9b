-- The held money of an approved payout leaves the driver's wallet; the caller has locked the payout. Returns null or the
-- refusal of `capture_into`.
CREATE OR REPLACE FUNCTION ledger.pay_out(p_payout ledger.payouts, p_transfer uuid) RETURNS text
LANGUAGE plpgsql AS $$
DECLARE
  v_account ledger.accounts;
  v_refusal text;
BEGIN
  SELECT * INTO STRICT v_account FROM ledger.accounts a WHERE a.id = p_payout.account_id;
  SELECT c.refusal INTO v_refusal FROM ledger.capture_into(p_transfer, p_payout.hold_id, NULL,
    ledger.city_account_id(v_account.city_id, v_account.currency, 'payout_clearing', ledger.own_shard()),
    'payout', NULL, p_payout.decided_by, NULL) c;
  IF v_refusal IS NULL THEN
    UPDATE ledger.payouts p SET status = 'settled', transfer_id = p_transfer, closed_at = clock.now()
    WHERE p.id = p_payout.id;
  END IF;
  RETURN v_refusal;
END
$$;
