-- The first result of a key that was used before, after the debt that it paid; IDEMPOTENCY_KEY_REUSED when it was used for
-- something else.
CREATE OR REPLACE FUNCTION ledger.replay(p_key text, p_hash bytea) RETURNS ledger.outcome
LANGUAGE plpgsql STABLE AS $$
DECLARE
  o ledger.outcome;
  v_hash bytea;
BEGIN
  SELECT k.payload_hash, k.refusal, k.transfer_id, k.hold_id, d.balance_after, coalesce(p.balance_after, c.balance_after)
  INTO v_hash, o.refusal, o.transfer_id, o.hold_id, o.debit_balance, o.credit_balance
  FROM ledger.idempotency k
  LEFT JOIN ledger.transfers t ON t.id = k.transfer_id
  LEFT JOIN ledger.entries d ON d.account_id = t.debit_account_id AND d.seq = t.debit_seq
  LEFT JOIN ledger.entries c ON c.account_id = t.credit_account_id AND c.seq = t.credit_seq
  LEFT JOIN LATERAL (
    SELECT e.balance_after FROM ledger.entries e JOIN ledger.transfers paid ON paid.id = e.transfer_id
    WHERE e.account_id = t.credit_account_id AND e.seq = t.credit_seq + 1 AND paid.kind = 'debt_payment'
      AND paid.group_id = t.group_id) p ON true
  WHERE k.key = p_key;
  o.is_replay := true;
  IF v_hash IS DISTINCT FROM p_hash THEN
    o := ROW('IDEMPOTENCY_KEY_REUSED', true, NULL, NULL, NULL, NULL, NULL);
  END IF;
  RETURN o;
END
$$;
