-- What an account cannot hold is refused like anything else: under its key, for itself alone and for good.

CREATE OR REPLACE FUNCTION ledger.refusal_of(p_debit uuid, p_credit uuid, p_amount bigint) RETURNS text
LANGUAGE sql STABLE AS $$
  SELECT CASE
    WHEN count(*) < 2 THEN 'ACCOUNT_NOT_FOUND'
    WHEN count(DISTINCT currency) > 1 THEN 'CURRENCY_MISMATCH'
    WHEN bool_or(frozen_at IS NOT NULL) THEN 'ACCOUNT_FROZEN'
    WHEN bool_or(id = p_debit AND NOT allow_negative AND posted - held < p_amount) THEN 'INSUFFICIENT_FUNDS'
    WHEN bool_or(id = p_debit AND posted < -9223372036854775807 + p_amount)
      OR bool_or(id = p_credit AND posted > 9223372036854775807 - p_amount) THEN 'AMOUNT_OVERFLOW'
  END
  FROM ledger.accounts WHERE id IN (p_debit, p_credit)
$$;

CREATE OR REPLACE FUNCTION ledger.move(
  p_id uuid, p_debit uuid, p_credit uuid, p_amount bigint, p_kind ledger.transfer_kind, p_order uuid, p_group uuid,
  p_reverses uuid, p_hold uuid, p_actor uuid, p_key text, p_reference text, p_description text,
  OUT refusal text, OUT debit_balance bigint, OUT credit_balance bigint)
LANGUAGE plpgsql AS $$
DECLARE
  v_debit_first boolean := p_debit < p_credit;
  v_first uuid := least(p_debit, p_credit);
  v_second uuid := greatest(p_debit, p_credit);
  v_delta bigint := CASE WHEN p_debit < p_credit THEN -p_amount ELSE p_amount END;
  v_first_posted bigint; v_first_seq bigint; v_first_at timestamptz; v_first_was timestamptz; v_currency text;
  v_second_posted bigint; v_second_seq bigint; v_at timestamptz;
BEGIN
  IF p_amount IS NULL OR p_amount <= 0 THEN refusal := 'INVALID_AMOUNT'; RETURN; END IF;
  IF v_debit_first IS NULL THEN refusal := 'ACCOUNT_NOT_FOUND'; RETURN; END IF;
  IF v_first = v_second THEN refusal := 'SAME_ACCOUNT'; RETURN; END IF;

  UPDATE ledger.accounts a
  SET posted = a.posted + v_delta, last_seq = a.last_seq + 1,
      last_entry_at = greatest(a.last_entry_at, clock_timestamp())
  WHERE a.id = v_first AND a.frozen_at IS NULL
    AND a.posted BETWEEN -9223372036854775807 - least(v_delta, 0) AND 9223372036854775807 - greatest(v_delta, 0)
    AND (v_delta > 0 OR a.allow_negative OR a.posted - a.held >= p_amount)
  RETURNING new.posted, new.last_seq, new.last_entry_at, old.last_entry_at, new.currency
  INTO v_first_posted, v_first_seq, v_first_at, v_first_was, v_currency;
  IF FOUND THEN
    UPDATE ledger.accounts a
    SET posted = a.posted - v_delta, last_seq = a.last_seq + 1, last_entry_at = greatest(a.last_entry_at, v_first_at)
    WHERE a.id = v_second AND a.frozen_at IS NULL AND a.currency = v_currency
      AND a.posted BETWEEN -9223372036854775807 + greatest(v_delta, 0) AND 9223372036854775807 + least(v_delta, 0)
      AND (v_delta < 0 OR a.allow_negative OR a.posted - a.held >= p_amount)
    RETURNING new.posted, new.last_seq, new.last_entry_at INTO v_second_posted, v_second_seq, v_at;
    IF NOT FOUND THEN
      UPDATE ledger.accounts a SET posted = a.posted - v_delta, last_seq = a.last_seq - 1, last_entry_at = v_first_was
      WHERE a.id = v_first;
      v_at := NULL;
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

  IF v_debit_first THEN
    debit_balance := v_first_posted; credit_balance := v_second_posted;
    INSERT INTO ledger.transfers VALUES (
      p_id, p_debit, p_credit, p_amount, v_first_seq, v_second_seq, v_at, p_kind, v_currency, p_order, p_group,
      p_reverses, p_hold, p_actor, p_key, p_reference, p_description);
  ELSE
    debit_balance := v_second_posted; credit_balance := v_first_posted;
    INSERT INTO ledger.transfers VALUES (
      p_id, p_debit, p_credit, p_amount, v_second_seq, v_first_seq, v_at, p_kind, v_currency, p_order, p_group,
      p_reverses, p_hold, p_actor, p_key, p_reference, p_description);
  END IF;
  INSERT INTO ledger.entries VALUES
    (v_first, v_first_seq, p_id, v_at, v_delta, v_first_posted),
    (v_second, v_second_seq, p_id, v_at, -v_delta, v_second_posted);
END
$$;

CREATE OR REPLACE FUNCTION ledger.post_batch(
  p_keys text[], p_ids uuid[], p_debits uuid[], p_credits uuid[], p_amounts bigint[], p_kinds text[],
  p_references text[], p_actor uuid)
RETURNS TABLE (ord integer, refusal text, is_replay boolean, transfer_id uuid)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
  o ledger.outcome;
  v_mine uuid[];
  v_hashes bytea[];
  v_refusal text;
BEGIN
  SELECT array_agg(ledger.digest(
           concat_ws('|', 'post', i.debit, i.credit, i.amount, i.kind, coalesce('=' || i.reference, ''))) ORDER BY i.n)
  INTO v_hashes
  FROM unnest(p_debits, p_credits, p_amounts, p_kinds, p_references)
         WITH ORDINALITY AS i(debit, credit, amount, kind, reference, n);
  WITH claimed AS (
    INSERT INTO ledger.idempotency (key, payload_hash, transfer_id)
    SELECT i.key, i.hash, i.id FROM unnest(p_keys, v_hashes, p_ids) AS i(key, hash, id) ORDER BY i.key, i.id
    ON CONFLICT DO NOTHING RETURNING transfer_id
  )
  SELECT array_agg(claimed.transfer_id) INTO v_mine FROM claimed;
  PERFORM 1 FROM ledger.accounts WHERE id = ANY (p_debits || p_credits) ORDER BY id FOR NO KEY UPDATE;

  IF cardinality(v_mine) = cardinality(p_ids) THEN
    BEGIN
      PERFORM ledger.apply_legs(p_ids, p_debits, p_credits, p_amounts, p_kinds::ledger.transfer_kind[], NULL, NULL,
        p_keys, p_references, p_actor, NULL, NULL);
      RETURN QUERY SELECT i.n::integer, NULL::text, false, i.id FROM unnest(p_ids) WITH ORDINALITY AS i(id, n);
      RETURN;
    EXCEPTION WHEN SQLSTATE 'AT001' OR check_violation OR not_null_violation OR numeric_value_out_of_range THEN
      NULL; -- at least one must be refused: go through them one by one
    END;
  END IF;

  FOR i IN 1..cardinality(p_ids) LOOP
    ord := i; refusal := NULL; is_replay := false; transfer_id := p_ids[i];
    IF p_ids[i] = ANY (v_mine) THEN
      SELECT m.refusal INTO v_refusal
      FROM ledger.move(p_ids[i], p_debits[i], p_credits[i], p_amounts[i], p_kinds[i]::ledger.transfer_kind, NULL, NULL,
        NULL, NULL, p_actor, p_keys[i], p_references[i], NULL) m;
      IF v_refusal IS NOT NULL THEN
        refusal := v_refusal; transfer_id := NULL;
        UPDATE ledger.idempotency SET refusal = v_refusal, transfer_id = NULL WHERE key = p_keys[i];
      END IF;
    ELSE
      o := ledger.replay(p_keys[i], v_hashes[i]);
      refusal := o.refusal; is_replay := true; transfer_id := o.transfer_id;
    END IF;
    RETURN NEXT;
  END LOOP;
END
$$;

CREATE OR REPLACE FUNCTION ledger.settle_trips(p_kinds text[], p_orders uuid[], p_messages text[])
RETURNS TABLE (ord integer, order_id uuid, outcome text, code text, city_id text, rider_id uuid, driver_id uuid)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
  r record;
  v_shard smallint;
  v_count integer := cardinality(p_orders);
  v_outcomes text[] := array_fill('dead'::text, ARRAY[v_count]);
  v_codes text[] := array_fill(NULL::text, ARRAY[v_count]);
  v_cities text[] := array_fill(NULL::text, ARRAY[v_count]);
  v_riders uuid[] := array_fill(NULL::uuid, ARRAY[v_count]);
  v_drivers uuid[] := array_fill(NULL::uuid, ARRAY[v_count]);
  v_plan ledger.settlement_plan[] := '{}';
  p ledger.settlement_plan;
  v_city text; v_currency text; v_platform uuid; v_tax uuid; v_cash uuid;
BEGIN
  PERFORM 1 FROM public.orders o WHERE o.id = ANY (p_orders) ORDER BY o.id FOR NO KEY UPDATE;
  PERFORM 1 FROM ledger.holds h WHERE h.order_id = ANY (p_orders) ORDER BY h.id FOR UPDATE;
  PERFORM 1 FROM ledger.accounts a
  WHERE a.id = ANY (ARRAY(
    SELECT h.account_id FROM ledger.holds h WHERE h.order_id = ANY (p_orders)
    UNION ALL
    SELECT w.id FROM public.orders o JOIN ledger.accounts w ON w.owner_id IN (o.rider_id, o.driver_id)
    WHERE o.id = ANY (p_orders)))
  ORDER BY a.id FOR NO KEY UPDATE;

  -- A batch takes whichever sub-account no other batch is using: settling workers never wait for one another here.
  SELECT a.shard INTO v_shard FROM ledger.accounts a
  WHERE a.owner_id IS NULL AND a.kind = 'platform_revenue'
    AND a.city_id = (SELECT o.city_id FROM public.orders o WHERE o.id = ANY (p_orders) LIMIT 1)
  LIMIT 1 FOR NO KEY UPDATE SKIP LOCKED;
  v_shard := coalesce(v_shard, ledger.own_shard());
  PERFORM 1 FROM ledger.accounts a
  WHERE a.owner_id IS NULL AND a.kind IN ('platform_revenue', 'tax', 'cash_clearing') AND a.shard = v_shard
    AND a.city_id IN (SELECT o.city_id FROM public.orders o WHERE o.id = ANY (p_orders))
  ORDER BY a.id FOR NO KEY UPDATE;

  FOR r IN
    SELECT i.n::integer AS n, i.kind, i.order_id AS asked_id, o.id, o.city_id, o.rider_id, o.driver_id, o.status, o.payment_method,
      o.currency, coalesce(o.final_fare_minor, o.fare_minor) AS fare, coalesce(o.cancel_fee_minor, 0) AS fee,
      s.order_id AS settled_id, h.id AS hold_id, h.status AS hold_status, h.amount AS held,
      coalesce(h.account_id, rw.id) AS rider_account, d.id AS driver_account, d.currency AS driver_currency,
      d.frozen_at AS driver_frozen, ra.frozen_at AS rider_frozen, ra.currency AS rider_currency,
      c.commission_bps, c.tax_bps
    FROM unnest(p_kinds, p_orders) WITH ORDINALITY AS i(kind, order_id, n)
    LEFT JOIN public.orders o ON o.id = i.order_id
    LEFT JOIN public.cities c ON c.id = o.city_id
    LEFT JOIN ledger.settlements s ON s.order_id = i.order_id
    LEFT JOIN ledger.holds h ON h.order_id = i.order_id
    LEFT JOIN ledger.accounts rw
      ON rw.owner_id = o.rider_id AND rw.kind = 'rider_wallet' AND rw.city_id = o.city_id AND rw.currency = o.currency
    LEFT JOIN ledger.accounts ra ON ra.id = coalesce(h.account_id, rw.id)
    LEFT JOIN ledger.accounts d
      ON d.owner_id = o.driver_id AND d.kind = 'driver_wallet' AND d.city_id = o.city_id AND d.currency = o.currency
    ORDER BY i.n
  LOOP
    v_cities[r.n] := r.city_id; v_riders[r.n] := r.rider_id; v_drivers[r.n] := r.driver_id;
    IF r.settled_id IS NOT NULL OR r.asked_id = ANY (p_orders[1 : r.n - 1]) THEN
      v_outcomes[r.n] := 'already';
      CONTINUE;
    END IF;
    v_codes[r.n] := CASE
      WHEN r.id IS NULL THEN 'ORDER_NOT_FOUND'
      WHEN r.kind = 'capture' AND (r.status <> 'FINISHED' OR r.payment_method <> 'wallet') THEN 'ORDER_NOT_FINISHED'
      WHEN r.kind = 'cash-commission' AND (r.status <> 'FINISHED' OR r.payment_method <> 'cash') THEN 'ORDER_NOT_FINISHED'
      WHEN r.kind = 'cancel-fee' AND r.status <> 'CANCELLED' THEN 'ORDER_NOT_FINISHED'
      WHEN r.kind NOT IN ('capture', 'cash-commission', 'cancel-fee') THEN 'INVALID_INPUT'
      WHEN r.kind = 'capture' AND r.hold_id IS NULL THEN 'HOLD_NOT_FOUND'
      WHEN r.kind = 'capture' AND r.hold_status = 'expired' THEN 'HOLD_EXPIRED'
      WHEN r.kind = 'capture' AND r.hold_status <> 'open' THEN 'HOLD_CLOSED'
      WHEN r.kind = 'capture' AND r.fare > r.held THEN 'CAPTURE_EXCEEDS_HOLD'
      WHEN r.kind = 'cancel-fee' AND r.hold_status = 'open' AND r.fee > r.held THEN 'CAPTURE_EXCEEDS_HOLD'
      WHEN r.driver_account IS NULL AND NOT (r.kind = 'cancel-fee' AND r.fee = 0) THEN 'ACCOUNT_NOT_FOUND'
      WHEN r.kind <> 'cash-commission' AND r.rider_account IS NULL THEN 'ACCOUNT_NOT_FOUND'
      WHEN r.driver_frozen IS NOT NULL THEN 'ACCOUNT_FROZEN'
      WHEN r.kind <> 'cash-commission' AND r.rider_frozen IS NOT NULL THEN 'ACCOUNT_FROZEN'
      WHEN r.kind = 'capture' AND r.rider_currency <> r.currency THEN 'CURRENCY_MISMATCH'
    END;
    CONTINUE WHEN v_codes[r.n] IS NOT NULL;

    IF v_city IS DISTINCT FROM r.city_id OR v_currency IS DISTINCT FROM r.currency THEN
      v_city := r.city_id; v_currency := r.currency;
      v_platform := ledger.city_account_id(v_city, v_currency, 'platform_revenue', v_shard);
      v_tax := ledger.city_account_id(v_city, v_currency, 'tax', v_shard);
      v_cash := ledger.city_account_id(v_city, v_currency, 'cash_clearing', v_shard);
    END IF;
    p := NULL;
    p.n := r.n; p.order_id := r.id; p.kind := r.kind; p.currency := r.currency;
    p.rider_account := r.rider_account; p.driver_account := r.driver_account;
    p.platform_account := v_platform; p.tax_account := v_tax; p.cash_account := v_cash;
    IF r.hold_status = 'open' THEN p.hold_id := r.hold_id; p.held := r.held; END IF;
    IF r.kind = 'cancel-fee' THEN
      p.fare := r.fee; p.commission := 0; p.tax := 0;
    ELSE
      p.fare := r.fare;
      p.commission := div(r.fare::numeric * r.commission_bps, 10000)::bigint;
      p.tax := div(r.fare::numeric * r.tax_bps, 10000)::bigint;
    END IF;
    v_plan := v_plan || p;
  END LOOP;

  BEGIN
    PERFORM ledger.settle_plan(v_plan);
    FOREACH p IN ARRAY v_plan LOOP v_outcomes[p.n] := 'settled'; END LOOP;
  EXCEPTION WHEN SQLSTATE 'AT001' OR check_violation OR numeric_value_out_of_range THEN
    -- Somebody's credit does not cover a commission or a fee, or cannot hold a fare: one by one, so that only those items fail.
    FOREACH p IN ARRAY v_plan LOOP
      BEGIN
        PERFORM ledger.settle_plan(ARRAY[p]);
        v_outcomes[p.n] := 'settled';
      EXCEPTION WHEN SQLSTATE 'AT001' OR check_violation THEN
        v_codes[p.n] := CASE WHEN EXISTS (
          SELECT FROM ledger.accounts a
          WHERE a.id IN (p.platform_account, p.tax_account, p.cash_account) AND a.frozen_at IS NOT NULL)
          THEN 'ACCOUNT_FROZEN' ELSE 'INSUFFICIENT_FUNDS' END;
      WHEN numeric_value_out_of_range THEN
        v_codes[p.n] := 'AMOUNT_OVERFLOW';
      END;
    END LOOP;
  END;

  INSERT INTO public.inbox (consumer, message_id)
  SELECT 'wallet-transactions', m.id FROM unnest(p_messages, v_outcomes) AS m(id, outcome)
  WHERE m.outcome <> 'dead' ORDER BY m.id
  ON CONFLICT DO NOTHING;
  INSERT INTO public.dead_letters (id, queue, job, message_id, payload, code, reason, order_id, failed_at)
  SELECT uuidv7(), 'wallet-transactions', m.kind, m.message_id,
    jsonb_build_object('kind', m.kind, 'orderId', m.order_id, 'cityId', m.city_id), m.code,
    'The trip could not be settled: ' || m.code, m.order_id, clock_timestamp()
  FROM unnest(p_kinds, p_orders, p_messages, v_codes, v_outcomes, v_cities)
    AS m(kind, order_id, message_id, code, outcome, city_id)
  WHERE m.outcome = 'dead' AND NOT EXISTS (
    SELECT FROM public.dead_letters d
    WHERE d.order_id = m.order_id AND d.queue = 'wallet-transactions' AND d.replayed_at IS NULL);
  RETURN QUERY
  SELECT m.n::integer, m.order_id, m.outcome, m.code, m.city_id, m.rider_id, m.driver_id
  FROM unnest(p_orders, v_outcomes, v_codes, v_cities, v_riders, v_drivers)
    WITH ORDINALITY AS m(order_id, outcome, code, city_id, rider_id, driver_id, n);
END
$$;
