-- One transfer of `p_amount` minor units. Both balances are changed by conditional updates in lock order; when the
-- second is refused the first is taken back exactly, within the same lock, so a refusal leaves every row as it was.
-- Plain statements start faster than one with as many CTEs. A wallet that gets money pays its owner's debt with it, linked to the
-- transfer; a caller that moves several that belong together sets `p_pays_debt` to false and pays at the end. Debt accounts are
-- moved with `p_moves_debt` only. A wallet of a deleted account is credited with `p_into_closed` only, and what comes in goes on to
-- the city's unclaimed money. Refusals: INVALID_AMOUNT, SAME_ACCOUNT, and those of `refusal_of`.
CREATE OR REPLACE FUNCTION ledger.move(
  p_id uuid, p_debit uuid, p_credit uuid, p_amount bigint, p_kind ledger.transfer_kind, p_order uuid, p_group uuid,
  p_reverses uuid, p_hold uuid, p_actor uuid, p_key text, p_reference text, p_description text,
  p_pays_debt boolean DEFAULT true, p_moves_debt boolean DEFAULT false, p_into_closed boolean DEFAULT false,
  OUT refusal text, OUT debit_balance bigint, OUT credit_balance bigint)
LANGUAGE plpgsql AS $$
DECLARE
  v_debit_first boolean := p_debit < p_credit;
  v_first uuid := least(p_debit, p_credit);
  v_second uuid := greatest(p_debit, p_credit);
  v_delta bigint := CASE WHEN p_debit < p_credit THEN -p_amount ELSE p_amount END;
  v_first_posted bigint; v_first_seq bigint; v_first_at timestamptz; v_first_was timestamptz; v_currency text;
  v_second_posted bigint; v_second_seq bigint; v_at timestamptz; v_first_pays boolean; v_second_pays boolean; v_owed bigint;
BEGIN
  IF p_amount IS NULL OR p_amount <= 0 THEN refusal := 'INVALID_AMOUNT'; RETURN; END IF;
  IF v_debit_first IS NULL THEN refusal := 'ACCOUNT_NOT_FOUND'; RETURN; END IF;
  IF v_first = v_second THEN refusal := 'SAME_ACCOUNT'; RETURN; END IF;
  UPDATE ledger.accounts a
  SET posted = a.posted + v_delta, last_seq = a.last_seq + 1, last_entry_at = greatest(a.last_entry_at, clock.now())
  WHERE a.id = v_first AND a.frozen_at IS NULL AND (p_moves_debt OR NOT a.is_debt)
    AND (p_into_closed OR v_delta < 0 OR a.closed_at IS NULL)
    AND a.posted BETWEEN -9223372036854775807 - least(v_delta, 0) AND 9223372036854775807 - greatest(v_delta, 0)
    AND (v_delta > 0 OR a.allow_negative OR a.is_debt OR a.posted - a.held >= p_amount)
  RETURNING new.posted, new.last_seq, new.last_entry_at, old.last_entry_at, new.currency,
    num_nonnulls(new.debt_account_id, new.closed_at) > 0
  INTO v_first_posted, v_first_seq, v_first_at, v_first_was, v_currency, v_first_pays;
  IF FOUND THEN
    UPDATE ledger.accounts a
    SET posted = a.posted - v_delta, last_seq = a.last_seq + 1, last_entry_at = greatest(a.last_entry_at, v_first_at)
    WHERE a.id = v_second AND a.frozen_at IS NULL AND (p_moves_debt OR NOT a.is_debt) AND a.currency = v_currency
      AND (p_into_closed OR v_delta > 0 OR a.closed_at IS NULL)
      AND a.posted BETWEEN -9223372036854775807 + greatest(v_delta, 0) AND 9223372036854775807 + least(v_delta, 0)
      AND (v_delta < 0 OR a.allow_negative OR a.is_debt OR a.posted - a.held >= p_amount)
    RETURNING new.posted, new.last_seq, new.last_entry_at, num_nonnulls(new.debt_account_id, new.closed_at) > 0
    INTO v_second_posted, v_second_seq, v_at, v_second_pays;
    IF NOT FOUND THEN
      UPDATE ledger.accounts a SET posted = a.posted - v_delta, last_seq = a.last_seq - 1, last_entry_at = v_first_was
      WHERE a.id = v_first;
    END IF;
  END IF;
  IF v_at IS NULL THEN
    refusal := ledger.refusal_of(p_debit, p_credit, p_amount);
    IF refusal IS NULL THEN
      RAISE EXCEPTION 'the accounts changed while the refusal was looked into' USING ERRCODE = 'serialization_failure';
    END IF;
    RETURN;
  END IF;
  IF v_at > v_first_at THEN
    -- Only when a clock went backwards: instants never decrease within an account.
    UPDATE ledger.accounts a SET last_entry_at = v_at WHERE a.id = v_first;
  END IF;
  IF p_pays_debt AND (CASE WHEN v_debit_first THEN v_second_pays ELSE v_first_pays END) THEN
    v_owed := ledger.leaving(p_credit);
    IF v_owed > 0 THEN p_group := coalesce(p_group, p_id); END IF;
  END IF;
  debit_balance := CASE WHEN v_debit_first THEN v_first_posted ELSE v_second_posted END;
  credit_balance := CASE WHEN v_debit_first THEN v_second_posted ELSE v_first_posted END;
  INSERT INTO ledger.transfers VALUES (
    p_id, p_debit, p_credit, p_amount, CASE WHEN v_debit_first THEN v_first_seq ELSE v_second_seq END,
    CASE WHEN v_debit_first THEN v_second_seq ELSE v_first_seq END, v_at, p_kind, v_currency, p_order, p_group,
    p_reverses, p_hold, p_actor, p_key, p_reference, p_description);
  INSERT INTO ledger.entries VALUES
    (v_first, v_first_seq, p_id, v_at, v_delta, v_first_posted),
    (v_second, v_second_seq, p_id, v_at, -v_delta, v_second_posted);
  IF v_owed > 0 THEN credit_balance := credit_balance - ledger.pay_debt(p_credit, p_order, p_group); END IF;
END
$$;
