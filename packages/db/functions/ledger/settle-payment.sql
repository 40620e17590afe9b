-- What the provider says of a payment's charge, as it is when asked: its state, `unknown` when there is none, `unreachable` when it gave no answer. What is paid is credited once, by one transfer
-- from top-up clearing, in the transaction that marks the payment: its row is locked, so that reports of one payment take turns, and a state is
-- never left for an earlier one. An amount, a currency or a reference other than what was asked for is credited to nobody: it is a
-- finding. While a wallet is frozen, the provider is asked again. The wallet of a deleted account passes on what comes. Nulls where
-- there is no such payment.
CREATE OR REPLACE FUNCTION ledger.settle_payment(
  p_id uuid, p_transfer uuid, p_state text, p_amount bigint, p_currency text, p_reference text,
  OUT state text, OUT finding text, OUT is_changed boolean, OUT user_id uuid)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
  v ledger.payments;
  v_now timestamptz := clock.now();
  v_state ledger.payment_state;
  v_finding text;
  v_credit uuid;
  v_is_own boolean;
BEGIN
  SELECT * INTO v FROM ledger.payments p WHERE p.id = p_id FOR NO KEY UPDATE;
  IF NOT FOUND THEN RETURN; END IF;
  -- Another charge of the same payment says nothing of this one, but that money came.
  v_is_own := coalesce(p_reference = v.reference, true);
  v_state := v.state;
  v_finding := v.finding;
  IF v.transfer_id IS NOT NULL THEN
    IF p_state = 'refunded' AND v.state = 'paid' AND v_is_own THEN v_finding := 'given_back'; END IF;
  ELSIF p_state = 'paid' THEN
    v_finding := CASE
      WHEN p_amount IS DISTINCT FROM v.amount THEN 'amount_differs'
      WHEN p_currency IS DISTINCT FROM v.currency THEN 'currency_differs'
      WHEN NOT v_is_own THEN 'reference_differs'
    END;
    IF v_finding IS NULL THEN
      SELECT lower(m.refusal) INTO v_finding FROM ledger.move(
        p_transfer, ledger.city_account_id(v.city_id, v.currency, 'top_up_clearing', ledger.own_shard()), v.account_id, v.amount,
        'top_up', NULL, NULL, NULL, NULL, v.user_id, 'payment:' || v.id, p_reference, NULL, p_into_closed => true) m;
      IF v_finding IS NULL THEN
        v_state := 'paid';
        v_credit := p_transfer;
      END IF;
    END IF;
  ELSIF v.state IN ('created', 'pending') AND v_is_own THEN
    v_state := CASE
      WHEN p_state = 'refunded' THEN 'failed'
      WHEN p_state IN ('pending', 'failed', 'expired') THEN p_state
      WHEN p_state = 'unknown' AND v_now > v.expires_at THEN 'expired'
      ELSE v.state::text
    END::ledger.payment_state;
  END IF;
  is_changed := v_state <> v.state OR v_finding IS DISTINCT FROM v.finding;
  state := v_state;
  finding := v_finding;
  user_id := v.user_id;
  UPDATE ledger.payments p SET
    state = v_state, finding = v_finding, transfer_id = coalesce(v_credit, p.transfer_id),
    reference = coalesce(p.reference, CASE WHEN v_finding IS NULL THEN p_reference END),
    closed_at = CASE WHEN v_state IN ('created', 'pending') THEN NULL WHEN v_state <> v.state THEN v_now ELSE p.closed_at END,
    -- Money may come late: for three days it is looked for, at longer and longer intervals.
    ask_at = CASE
      WHEN v_state IN ('paid', 'refunded') OR v_now - p.created_at > interval '3 days' THEN NULL
      ELSE v_now + greatest(interval '15 seconds', (v_now - p.created_at) / 8)
    END
  WHERE p.id = p_id;
END
$$;
