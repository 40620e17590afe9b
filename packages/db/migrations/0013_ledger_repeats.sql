-- "The same key with the same payload": everything that an operation writes is part of its payload, and every operation
-- takes a key. A payout's hold is its payout's, and what admins do beside the books is on record as well.

-- `post`, `post_wallets` and `reverse`: the description counts. Without one the digests are what they were.
CREATE OR REPLACE FUNCTION ledger.post(
  p_key text, p_id uuid, p_debit uuid, p_credit uuid, p_amount bigint, p_kind text, p_reference text,
  p_description text, p_actor uuid, p_audit_reason text)
RETURNS ledger.outcome LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  o ledger.outcome;
  m record;
  -- The only free text stands last, so nothing else can be read into it; the other one is digested before.
  v_hash bytea := ledger.digest(
    concat_ws('|', 'post', p_debit, p_credit, p_amount, p_kind, encode(ledger.digest(p_description), 'hex'),
      coalesce('=' || p_reference, '')));
BEGIN
  INSERT INTO ledger.idempotency (key, payload_hash, transfer_id) VALUES (p_key, v_hash, p_id) ON CONFLICT DO NOTHING;
  IF NOT FOUND THEN RETURN ledger.replay(p_key, v_hash); END IF;
  m := ledger.move(p_id, p_debit, p_credit, p_amount, p_kind::ledger.transfer_kind, NULL, NULL, NULL, NULL, p_actor,
    p_key, p_reference, p_description);
  o.refusal := m.refusal; o.debit_balance := m.debit_balance; o.credit_balance := m.credit_balance;
  o.is_replay := false;
  IF o.refusal IS NOT NULL THEN
    UPDATE ledger.idempotency SET refusal = o.refusal, transfer_id = NULL WHERE key = p_key;
    RETURN o;
  END IF;
  o.transfer_id := p_id;
  IF p_audit_reason IS NOT NULL THEN
    PERFORM ledger.write_audit(p_actor, p_kind, p_id, p_audit_reason, jsonb_build_object('amountMinor', p_amount::text));
  END IF;
  RETURN o;
END
$$;
CREATE OR REPLACE FUNCTION ledger.post_wallets(
  p_keys text[], p_ids uuid[], p_owners uuid[], p_deltas bigint[], p_kinds text[], p_counter_kinds text[],
  p_descriptions text[], p_actors uuid[], p_audit_reasons text[])
RETURNS SETOF ledger.outcome LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_outcomes ledger.outcome[];
  o ledger.outcome;
  m record;
  v_hashes bytea[];
  v_mine uuid[];
  v_wallets uuid[];
  v_counters uuid[];
  v_cities text[];
  v_is_in boolean;
BEGIN
  SELECT
    array_agg(ledger.digest(
      concat_ws('|', 'post_wallet', i.owner, i.delta, i.kind, i.counter_kind, coalesce('=' || i.description, '')))
      ORDER BY i.n),
    array_agg(w.id ORDER BY i.n), array_agg(w.city_id ORDER BY i.n),
    array_agg(ledger.city_account_id(w.city_id, w.currency, i.counter_kind, ledger.own_shard()) ORDER BY i.n)
  INTO v_hashes, v_wallets, v_cities, v_counters
  FROM unnest(p_owners, p_deltas, p_kinds, p_counter_kinds, p_descriptions)
         WITH ORDINALITY AS i(owner, delta, kind, counter_kind, description, n)
  LEFT JOIN LATERAL (
    SELECT a.id, a.city_id, a.currency FROM ledger.accounts a
    WHERE a.owner_id = i.owner AND a.kind IN ('rider_wallet', 'driver_wallet')
    ORDER BY a.id LIMIT 1
  ) w ON true;

  -- All keys before all accounts, each in its order: two batches can wait for one another, but not in a circle.
  WITH claimed AS (
    INSERT INTO ledger.idempotency (key, payload_hash, transfer_id)
    SELECT i.key, i.hash, i.id FROM unnest(p_keys, v_hashes, p_ids) AS i(key, hash, id) ORDER BY i.key, i.id
    ON CONFLICT DO NOTHING RETURNING transfer_id
  )
  SELECT array_agg(transfer_id) INTO v_mine FROM claimed;
  IF cardinality(p_ids) > 1 THEN
    PERFORM 1 FROM ledger.accounts WHERE id = ANY (v_wallets || v_counters) ORDER BY id FOR NO KEY UPDATE;
  END IF;

  FOR i IN 1..cardinality(p_ids) LOOP
    CONTINUE WHEN v_mine IS NULL OR p_ids[i] <> ALL (v_mine);
    v_is_in := p_deltas[i] > 0;
    m := ledger.move(
      p_ids[i], CASE WHEN v_is_in THEN v_counters[i] ELSE v_wallets[i] END,
      CASE WHEN v_is_in THEN v_wallets[i] ELSE v_counters[i] END, abs(p_deltas[i]), p_kinds[i]::ledger.transfer_kind,
      NULL, NULL, NULL, NULL, p_actors[i], p_keys[i], NULL, p_descriptions[i]);
    o := ROW(m.refusal, false, p_ids[i], NULL, m.debit_balance, m.credit_balance, v_cities[i]);
    IF m.refusal IS NOT NULL THEN
      o.transfer_id := NULL;
      UPDATE ledger.idempotency SET refusal = m.refusal, transfer_id = NULL WHERE key = p_keys[i];
    ELSIF p_audit_reasons[i] IS NOT NULL THEN
      PERFORM ledger.write_audit(p_actors[i], p_kinds[i], p_ids[i], p_audit_reasons[i],
        jsonb_build_object('userId', p_owners[i], 'amountMinor', abs(p_deltas[i])::text));
    END IF;
    v_outcomes[i] := o;
  END LOOP;

  -- Repeats come last: what they repeat may stand in this very batch.
  FOR i IN 1..cardinality(p_ids) LOOP
    IF v_outcomes[i] IS NULL THEN
      v_outcomes[i] := ledger.replay(p_keys[i], v_hashes[i]);
    END IF;
  END LOOP;
  RETURN QUERY SELECT * FROM unnest(v_outcomes);
END
$$;
CREATE OR REPLACE FUNCTION ledger.reverse(p_key text, p_id uuid, p_transfer uuid, p_reason text, p_actor uuid)
RETURNS ledger.outcome LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  o ledger.outcome;
  v_original ledger.transfers;
  v_hash bytea := ledger.digest(jsonb_build_array('reverse', p_transfer, p_reason)::text);
BEGIN
  INSERT INTO ledger.idempotency (key, payload_hash, transfer_id) VALUES (p_key, v_hash, p_id) ON CONFLICT DO NOTHING;
  IF NOT FOUND THEN RETURN ledger.replay(p_key, v_hash); END IF;
  o.is_replay := false;
  SELECT * INTO v_original FROM ledger.transfers WHERE id = p_transfer;
  IF NOT FOUND THEN
    o.refusal := 'TRANSFER_NOT_FOUND';
  ELSIF v_original.reverses_id IS NOT NULL THEN
    o.refusal := 'NOT_REVERSIBLE';
  ELSE
    -- Two reversals of one transfer take turns on its accounts; the second then sees the first.
    PERFORM 1 FROM ledger.accounts
    WHERE id IN (v_original.debit_account_id, v_original.credit_account_id) ORDER BY id FOR NO KEY UPDATE;
    IF EXISTS (SELECT FROM ledger.transfers WHERE reverses_id = p_transfer) THEN
      o.refusal := 'ALREADY_REVERSED';
    ELSE
      SELECT m.refusal, m.debit_balance, m.credit_balance INTO o.refusal, o.debit_balance, o.credit_balance
      FROM ledger.move(p_id, v_original.credit_account_id, v_original.debit_account_id, v_original.amount, 'reversal',
        v_original.order_id, v_original.group_id, p_transfer, NULL, p_actor, p_key, NULL, p_reason) m;
    END IF;
  END IF;
  IF o.refusal IS NOT NULL THEN
    UPDATE ledger.idempotency SET refusal = o.refusal, transfer_id = NULL WHERE key = p_key;
    RETURN o;
  END IF;
  o.transfer_id := p_id;
  PERFORM ledger.write_audit(p_actor, 'reverse', p_transfer, p_reason, jsonb_build_object('transferId', p_id));
  RETURN o;
END
$$;
-- How long a hold lasts counts too: it comes as a duration, which a repeat sends again, not as an instant.
DROP FUNCTION ledger.hold;
CREATE FUNCTION ledger.hold(
  p_key text, p_id uuid, p_owner uuid, p_amount bigint, p_now timestamptz, p_ttl_s integer, p_reference text,
  p_actor uuid, p_audit_reason text)
RETURNS ledger.outcome LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  o ledger.outcome;
  v_hash bytea := ledger.digest(jsonb_build_array('hold', p_owner, p_amount, p_reference, p_ttl_s)::text);
BEGIN
  INSERT INTO ledger.idempotency (key, payload_hash, hold_id) VALUES (p_key, v_hash, p_id) ON CONFLICT DO NOTHING;
  IF NOT FOUND THEN RETURN ledger.replay(p_key, v_hash); END IF;
  o.is_replay := false;
  o.refusal := ledger.reserve(p_id, (ledger.wallet_of(p_owner, NULL)).id, p_amount,
    p_now + make_interval(secs => p_ttl_s), p_reference);
  IF o.refusal IS NOT NULL THEN
    UPDATE ledger.idempotency SET refusal = o.refusal, hold_id = NULL WHERE key = p_key;
    RETURN o;
  END IF;
  o.hold_id := p_id;
  IF p_audit_reason IS NOT NULL THEN
    PERFORM ledger.write_audit(p_actor, 'hold', p_id, p_audit_reason, jsonb_build_object('amountMinor', p_amount::text));
  END IF;
  RETURN o;
END
$$;
-- Freezes an account (no debit, credit or hold) or lifts the freeze. With a key, a late repeat does not freeze again
-- what was unfrozen meanwhile.
DROP FUNCTION ledger.set_frozen;
CREATE FUNCTION ledger.set_frozen(
  p_key text, p_account uuid, p_frozen boolean, p_reason text, p_actor uuid, OUT refusal text, OUT is_frozen boolean)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_hash bytea := ledger.digest(jsonb_build_array('set_frozen', p_account, p_frozen, p_reason)::text);
BEGIN
  is_frozen := p_frozen;
  IF p_key IS NOT NULL THEN
    INSERT INTO ledger.idempotency (key, payload_hash) VALUES (p_key, v_hash) ON CONFLICT DO NOTHING;
    IF NOT FOUND THEN
      SELECT CASE WHEN k.payload_hash = v_hash THEN k.refusal ELSE 'IDEMPOTENCY_KEY_REUSED' END INTO refusal
      FROM ledger.idempotency k WHERE k.key = p_key;
      RETURN;
    END IF;
  END IF;
  UPDATE ledger.accounts a SET frozen_at = CASE WHEN p_frozen THEN clock_timestamp() END
  WHERE a.id = p_account AND (a.frozen_at IS NOT NULL) <> p_frozen;
  IF FOUND THEN
    PERFORM ledger.write_audit(
      p_actor, CASE WHEN p_frozen THEN 'freeze' ELSE 'unfreeze' END, p_account, p_reason, NULL);
  ELSIF NOT EXISTS (SELECT FROM ledger.accounts a WHERE a.id = p_account) THEN
    refusal := 'ACCOUNT_NOT_FOUND';
    UPDATE ledger.idempotency k SET refusal = 'ACCOUNT_NOT_FOUND' WHERE k.key = p_key;
  END IF;
END
$$;

-- What is held for a payout moves by the payout's decision and by nothing else.
CREATE FUNCTION ledger.is_hold_of_payout(p_hold uuid) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT EXISTS (SELECT FROM ledger.payouts WHERE hold_id = p_hold AND status IN ('requested', 'approved'))
$$;
CREATE OR REPLACE FUNCTION ledger.capture(
  p_key text, p_id uuid, p_hold uuid, p_amount bigint, p_credit uuid, p_now timestamptz, p_actor uuid,
  p_audit_reason text)
RETURNS ledger.outcome LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  o ledger.outcome;
  v_hash bytea := ledger.digest(jsonb_build_array('capture', p_hold, p_amount, p_credit)::text);
BEGIN
  INSERT INTO ledger.idempotency (key, payload_hash, transfer_id, hold_id) VALUES (p_key, v_hash, p_id, p_hold)
  ON CONFLICT DO NOTHING;
  IF NOT FOUND THEN RETURN ledger.replay(p_key, v_hash); END IF;
  IF ledger.is_hold_of_payout(p_hold) THEN
    o.refusal := 'HOLD_OF_PAYOUT'; o.is_replay := false;
  ELSE
    SELECT * INTO o FROM ledger.capture_into(p_id, p_hold, p_amount, p_credit, 'capture', p_now, p_actor, p_key);
  END IF;
  IF o.refusal IS NOT NULL THEN
    UPDATE ledger.idempotency SET refusal = o.refusal, transfer_id = NULL, hold_id = NULL WHERE key = p_key;
    RETURN o;
  END IF;
  IF p_audit_reason IS NOT NULL THEN
    PERFORM ledger.write_audit(p_actor, 'capture', p_hold, p_audit_reason, jsonb_build_object('transferId', p_id));
  END IF;
  RETURN o;
END
$$;
CREATE OR REPLACE FUNCTION ledger.void(p_key text, p_hold uuid, p_actor uuid, p_audit_reason text)
RETURNS ledger.outcome LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  o ledger.outcome;
  v_status ledger.hold_status;
  v_hash bytea := ledger.digest(jsonb_build_array('void', p_hold)::text);
BEGIN
  INSERT INTO ledger.idempotency (key, payload_hash, hold_id) VALUES (p_key, v_hash, p_hold) ON CONFLICT DO NOTHING;
  IF NOT FOUND THEN RETURN ledger.replay(p_key, v_hash); END IF;
  o.is_replay := false;
  SELECT status INTO v_status FROM ledger.holds WHERE id = p_hold FOR UPDATE;
  o.refusal := CASE
    WHEN NOT FOUND THEN 'HOLD_NOT_FOUND'
    WHEN v_status <> 'open' THEN 'HOLD_CLOSED'
    WHEN ledger.is_hold_of_payout(p_hold) THEN 'HOLD_OF_PAYOUT'
  END;
  IF o.refusal IS NOT NULL THEN
    UPDATE ledger.idempotency SET refusal = o.refusal, hold_id = NULL WHERE key = p_key;
    RETURN o;
  END IF;
  PERFORM ledger.close_hold(p_hold, 'voided', 0);
  o.hold_id := p_hold;
  IF p_audit_reason IS NOT NULL THEN
    PERFORM ledger.write_audit(p_actor, 'void', p_hold, p_audit_reason, NULL);
  END IF;
  RETURN o;
END
$$;
-- An admin who asks for a driver leaves a trace.
DROP FUNCTION ledger.request_payout;
CREATE FUNCTION ledger.request_payout(
  p_key text, p_id uuid, p_hold uuid, p_driver uuid, p_amount bigint, p_actor uuid, p_audit_reason text,
  OUT refusal text, OUT payout_id uuid)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_wallet ledger.accounts;
  v_stored ledger.idempotency;
  v_hash bytea := ledger.digest(jsonb_build_array('payout', p_driver, p_amount)::text);
BEGIN
  INSERT INTO ledger.idempotency (key, payload_hash, result_ids) VALUES (p_key, v_hash, ARRAY[p_id])
  ON CONFLICT DO NOTHING;
  IF NOT FOUND THEN
    SELECT * INTO v_stored FROM ledger.idempotency k WHERE k.key = p_key;
    refusal := CASE WHEN v_stored.payload_hash = v_hash THEN v_stored.refusal ELSE 'IDEMPOTENCY_KEY_REUSED' END;
    IF refusal IS NULL THEN payout_id := v_stored.result_ids[1]; END IF;
    RETURN;
  END IF;
  SELECT * INTO v_wallet FROM ledger.accounts
  WHERE owner_id = p_driver AND kind = 'driver_wallet' ORDER BY id LIMIT 1;
  refusal := ledger.reserve(p_hold, v_wallet.id, p_amount, 'infinity', 'payout ' || p_id);
  IF refusal IS NOT NULL THEN
    UPDATE ledger.idempotency k SET refusal = request_payout.refusal, result_ids = NULL WHERE k.key = p_key;
    RETURN;
  END IF;
  INSERT INTO ledger.payouts (id, account_id, driver_id, amount, currency, hold_id)
  VALUES (p_id, v_wallet.id, p_driver, p_amount, v_wallet.currency, p_hold);
  payout_id := p_id;
  IF p_audit_reason IS NOT NULL THEN
    PERFORM ledger.write_audit(p_actor, 'request-payout', p_id, p_audit_reason,
      jsonb_build_object('userId', p_driver, 'amountMinor', p_amount::text));
  END IF;
END
$$;
-- An admin's approval, or refusal, which gives the money back. A repeat of the same decision changes nothing and says so.
DROP FUNCTION ledger.decide_payout;
CREATE FUNCTION ledger.decide_payout(
  p_id uuid, p_is_approved boolean, p_reason text, p_actor uuid,
  OUT refusal text, OUT is_changed boolean, OUT city_id text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v ledger.payouts;
BEGIN
  is_changed := false;
  SELECT * INTO v FROM ledger.payouts WHERE id = p_id FOR UPDATE;
  IF NOT FOUND THEN refusal := 'PAYOUT_NOT_FOUND'; RETURN; END IF;
  SELECT a.city_id INTO city_id FROM ledger.accounts a WHERE a.id = v.account_id;
  IF p_is_approved THEN
    IF v.status IN ('approved', 'settled') THEN RETURN; END IF;
    IF v.status <> 'requested' THEN refusal := 'PAYOUT_CLOSED'; RETURN; END IF;
    IF v.driver_id = p_actor THEN refusal := 'SELF_APPROVAL'; RETURN; END IF;
    UPDATE ledger.payouts
    SET status = 'approved', decided_at = clock_timestamp(), decided_by = p_actor, reason = p_reason WHERE id = p_id;
  ELSE
    IF v.status = 'returned' THEN RETURN; END IF;
    IF v.status = 'settled' THEN refusal := 'PAYOUT_CLOSED'; RETURN; END IF;
    PERFORM 1 FROM ledger.holds WHERE id = v.hold_id FOR UPDATE;
    PERFORM ledger.close_hold(v.hold_id, 'voided', 0);
    UPDATE ledger.payouts
    SET status = 'returned', decided_at = clock_timestamp(), decided_by = p_actor, closed_at = clock_timestamp(),
        reason = p_reason
    WHERE id = p_id;
  END IF;
  PERFORM ledger.write_audit(p_actor, CASE WHEN p_is_approved THEN 'approve-payout' ELSE 'return-payout' END, p_id,
    p_reason, jsonb_build_object('amountMinor', v.amount::text));
  is_changed := true;
END
$$;
-- What an admin did that moves money later or elsewhere, in the same log.
CREATE FUNCTION ledger.record_act(p_actor uuid, p_action text, p_subject uuid, p_reason text, p_details jsonb)
RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
  SELECT ledger.write_audit(p_actor, p_action, p_subject, p_reason, p_details);
END;

REVOKE EXECUTE ON FUNCTION
  ledger.hold, ledger.set_frozen, ledger.is_hold_of_payout, ledger.request_payout, ledger.decide_payout, ledger.record_act
FROM PUBLIC;
GRANT EXECUTE ON FUNCTION
  ledger.hold, ledger.set_frozen, ledger.request_payout, ledger.decide_payout, ledger.record_act
TO atlas_app;
