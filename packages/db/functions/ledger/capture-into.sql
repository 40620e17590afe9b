-- Captures a hold, whole (null amount) or in part, into an account, for callers that keep the idempotency key
-- themselves. What the hold frees beyond it pays the owner's debt. A null `p_now` captures whatever the hold's expiry.
-- Refusals: HOLD_NOT_FOUND, HOLD_EXPIRED, HOLD_CLOSED, CAPTURE_EXCEEDS_HOLD, and those of `move`; each leaves hold and accounts
-- as they were.
CREATE OR REPLACE FUNCTION ledger.capture_into(
  p_id uuid, p_hold uuid, p_amount bigint, p_credit uuid, p_kind ledger.transfer_kind, p_now timestamptz,
  p_actor uuid, p_key text)
RETURNS ledger.outcome LANGUAGE plpgsql AS $$
DECLARE
  o ledger.outcome;
  h ledger.holds;
BEGIN
  o.is_replay := false;
  SELECT * INTO h FROM ledger.holds WHERE id = p_hold FOR UPDATE;
  o.refusal := CASE
    WHEN NOT FOUND THEN 'HOLD_NOT_FOUND'
    WHEN h.status = 'expired' OR (h.status = 'open' AND h.expires_at <= p_now) THEN 'HOLD_EXPIRED'
    WHEN h.status <> 'open' THEN 'HOLD_CLOSED'
    WHEN p_amount > h.amount THEN 'CAPTURE_EXCEEDS_HOLD'
  END;
  IF o.refusal IS NOT NULL THEN RETURN o; END IF;
  BEGIN
    PERFORM 1 FROM ledger.accounts WHERE id IN (h.account_id, p_credit) ORDER BY id FOR NO KEY UPDATE;
    PERFORM ledger.close_hold(p_hold, 'captured', coalesce(p_amount, h.amount));
    SELECT m.refusal, m.debit_balance, m.credit_balance INTO o.refusal, o.debit_balance, o.credit_balance
    FROM ledger.move(p_id, h.account_id, p_credit, coalesce(p_amount, h.amount), p_kind, h.order_id, NULL, NULL, p_hold,
      p_actor, p_key, h.reference, NULL) m;
    IF o.refusal IS NOT NULL THEN
      RAISE EXCEPTION USING ERRCODE = 'AT001', MESSAGE = o.refusal;
    END IF;
    PERFORM ledger.pay_debt(h.account_id, h.order_id, h.order_id);
    o.transfer_id := p_id;
    o.hold_id := p_hold;
  EXCEPTION WHEN SQLSTATE 'AT001' THEN
    o.refusal := SQLERRM;
  END;
  RETURN o;
END
$$;
