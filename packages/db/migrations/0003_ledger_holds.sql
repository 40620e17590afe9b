-- Holds, the settlement of trips, and payouts. Locks are taken in one order everywhere: order or payout, hold,
-- accounts by id.

CREATE FUNCTION ledger.place_trip_hold(
  p_id uuid, p_order uuid, p_rider uuid, p_city text, p_currency text, p_amount bigint, p_expires_at timestamptz,
  OUT refusal text, OUT hold_id uuid)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  h ledger.holds;
  v_account uuid;
BEGIN
  SELECT * INTO h FROM ledger.holds WHERE order_id = p_order;
  IF FOUND THEN
    IF h.amount <> p_amount OR h.status <> 'open' THEN refusal := 'IDEMPOTENCY_KEY_REUSED'; RETURN; END IF;
    hold_id := h.id;
    RETURN;
  END IF;
  IF p_amount IS NULL OR p_amount <= 0 THEN refusal := 'INVALID_AMOUNT'; RETURN; END IF;
  UPDATE ledger.accounts a SET held = a.held + p_amount
  WHERE a.owner_id = p_rider AND a.kind = 'rider_wallet' AND a.city_id = p_city AND a.currency = p_currency
    AND a.frozen_at IS NULL AND a.posted - a.held >= p_amount
  RETURNING a.id INTO v_account;
  IF NOT FOUND THEN
    SELECT CASE WHEN a.frozen_at IS NOT NULL THEN 'ACCOUNT_FROZEN' ELSE 'INSUFFICIENT_FUNDS' END INTO refusal
    FROM ledger.accounts a
    WHERE a.owner_id = p_rider AND a.kind = 'rider_wallet' AND a.city_id = p_city AND a.currency = p_currency;
    refusal := coalesce(refusal, 'ACCOUNT_NOT_FOUND');
    RETURN;
  END IF;
  INSERT INTO ledger.holds (id, account_id, amount, order_id, expires_at)
  VALUES (p_id, v_account, p_amount, p_order, p_expires_at);
  hold_id := p_id;
END
$$;

CREATE FUNCTION ledger.extend_trip_hold(
  p_order uuid, p_to_amount bigint, p_expires_at timestamptz, OUT refusal text, OUT amount bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  h ledger.holds;
  v_more bigint;
BEGIN
  SELECT * INTO h FROM ledger.holds WHERE order_id = p_order FOR UPDATE;
  IF NOT FOUND THEN refusal := 'HOLD_NOT_FOUND'; RETURN; END IF;
  IF h.status <> 'open' THEN refusal := 'HOLD_CLOSED'; RETURN; END IF;
  v_more := greatest(p_to_amount - h.amount, 0);
  IF v_more > 0 THEN
    UPDATE ledger.accounts a SET held = a.held + v_more
    WHERE a.id = h.account_id AND a.frozen_at IS NULL AND a.posted - a.held >= v_more;
    IF NOT FOUND THEN
      SELECT CASE WHEN a.frozen_at IS NOT NULL THEN 'ACCOUNT_FROZEN' ELSE 'INSUFFICIENT_FUNDS' END INTO refusal
      FROM ledger.accounts a WHERE a.id = h.account_id;
      RETURN;
    END IF;
  END IF;
  amount := h.amount + v_more;
  UPDATE ledger.holds x SET amount = h.amount + v_more, expires_at = greatest(p_expires_at, h.expires_at)
  WHERE x.id = h.id;
END
$$;

CREATE FUNCTION ledger.close_hold(p_hold uuid, p_status ledger.hold_status, p_captured bigint) RETURNS void
LANGUAGE sql AS $$
  WITH closed AS (
    UPDATE ledger.holds SET status = p_status, captured = p_captured, closed_at = clock_timestamp()
    WHERE id = p_hold AND status = 'open' RETURNING account_id, amount
  )
  UPDATE ledger.accounts a SET held = a.held - closed.amount FROM closed WHERE a.id = closed.account_id
$$;

CREATE FUNCTION ledger.void_trip_hold(p_order uuid) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_hold uuid;
BEGIN
  SELECT id INTO v_hold FROM ledger.holds WHERE order_id = p_order AND status = 'open' FOR UPDATE;
  IF NOT FOUND THEN RETURN false; END IF;
  PERFORM ledger.close_hold(v_hold, 'voided', 0);
  RETURN true;
END
$$;

-- Reserves money of a user's wallet, apart from any trip.
CREATE FUNCTION ledger.hold(
  p_key text, p_id uuid, p_owner uuid, p_amount bigint, p_expires_at timestamptz, p_reference text, p_actor uuid,
  p_audit_reason text)
RETURNS ledger.outcome LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  o ledger.outcome;
  v_hash bytea := ledger.digest(jsonb_build_array('hold', p_owner, p_amount, p_reference)::text);
BEGIN
  INSERT INTO ledger.idempotency (key, payload_hash, hold_id) VALUES (p_key, v_hash, p_id) ON CONFLICT DO NOTHING;
  IF NOT FOUND THEN RETURN ledger.replay(p_key, v_hash); END IF;
  o.is_replay := false;
  o.refusal := ledger.reserve(p_id, (ledger.wallet_of(p_owner, NULL)).id, p_amount, p_expires_at, p_reference);
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

CREATE FUNCTION ledger.reserve(
  p_id uuid, p_account uuid, p_amount bigint, p_expires_at timestamptz, p_reference text)
RETURNS text LANGUAGE plpgsql AS $$
BEGIN
  IF p_amount IS NULL OR p_amount <= 0 THEN RETURN 'INVALID_AMOUNT'; END IF;
  UPDATE ledger.accounts a SET held = a.held + p_amount
  WHERE a.id = p_account AND a.frozen_at IS NULL AND a.posted - a.held >= p_amount;
  IF NOT FOUND THEN
    RETURN coalesce(
      (SELECT CASE WHEN a.frozen_at IS NOT NULL THEN 'ACCOUNT_FROZEN' ELSE 'INSUFFICIENT_FUNDS' END
       FROM ledger.accounts a WHERE a.id = p_account),
      'ACCOUNT_NOT_FOUND');
  END IF;
  INSERT INTO ledger.holds (id, account_id, amount, expires_at, reference)
  VALUES (p_id, p_account, p_amount, p_expires_at, p_reference);
  RETURN NULL;
END
$$;

-- Captures a hold, whole (null amount) or in part, into an account; the rest is free again.
CREATE FUNCTION ledger.capture(
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
  SELECT * INTO o FROM ledger.capture_into(p_id, p_hold, p_amount, p_credit, 'capture', p_now, p_actor, p_key);
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

-- A null `p_now` captures whatever the hold's expiry.
CREATE FUNCTION ledger.capture_into(
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
    o.transfer_id := p_id;
    o.hold_id := p_hold;
  EXCEPTION WHEN SQLSTATE 'AT001' THEN
    o.refusal := SQLERRM;
  END;
  RETURN o;
END
$$;

CREATE FUNCTION ledger.void(p_key text, p_hold uuid, p_actor uuid, p_audit_reason text)
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
  o.refusal := CASE WHEN NOT FOUND THEN 'HOLD_NOT_FOUND' WHEN v_status <> 'open' THEN 'HOLD_CLOSED' END;
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

-- Holds whose order is still owed a settlement do not expire; the audit lists them instead.
CREATE FUNCTION ledger.is_hold_in_use(p_order uuid) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT EXISTS (
    SELECT FROM public.orders o
    WHERE o.id = p_order AND (
      o.status IN ('MATCHED', 'ARRIVED', 'STARTED')
      OR (o.status = 'FINISHED' AND o.settled_at IS NULL)
      OR (o.status = 'CANCELLED' AND o.settled_at IS NULL AND o.cancel_fee_minor > 0)))
$$;

CREATE FUNCTION ledger.expire_holds(p_now timestamptz, p_limit integer)
RETURNS TABLE (hold_id uuid, account_id uuid, order_id uuid, owner_id uuid, city_id text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
  v_holds uuid[];
BEGIN
  SELECT array_agg(d.id) INTO v_holds FROM (
    SELECT h.id FROM ledger.holds h
    WHERE h.status = 'open' AND h.expires_at <= p_now AND (h.order_id IS NULL OR NOT ledger.is_hold_in_use(h.order_id))
      AND NOT EXISTS (SELECT FROM ledger.payouts p WHERE p.hold_id = h.id)
    ORDER BY h.expires_at LIMIT p_limit FOR UPDATE SKIP LOCKED
  ) d;
  PERFORM 1 FROM ledger.accounts a
  WHERE a.id IN (SELECT h.account_id FROM ledger.holds h WHERE h.id = ANY (v_holds)) ORDER BY a.id FOR NO KEY UPDATE;
  UPDATE ledger.accounts a SET held = a.held - d.amount
  FROM (SELECT h.account_id, sum(h.amount)::bigint AS amount FROM ledger.holds h WHERE h.id = ANY (v_holds) GROUP BY 1) d
  WHERE a.id = d.account_id;
  RETURN QUERY
  UPDATE ledger.holds h SET status = 'expired', closed_at = clock_timestamp()
  FROM ledger.accounts a WHERE h.id = ANY (v_holds) AND a.id = h.account_id
  RETURNING h.id, h.account_id, h.order_id, a.owner_id, a.city_id;
END
$$;

-- What one settlement is going to post.
CREATE TYPE ledger.settlement_plan AS (
  n integer, order_id uuid, kind text, currency text, rider_account uuid, driver_account uuid, platform_account uuid,
  tax_account uuid, cash_account uuid, hold_id uuid, held bigint, fare bigint, commission bigint, tax bigint);

-- Settles trips. `capture`: the rider's hold pays the fare to the driver, who pays commission and tax; what was held
-- beyond the fare is free again. `cash-commission`: the cash fare passes through cash clearing, commission and tax come
-- from the driver's credit. `cancel-fee`: the fee goes from the rider to the driver. An item that cannot settle becomes
-- a dead letter; the others settle. Everything is one transaction, with the inbox.
CREATE FUNCTION ledger.settle_trips(p_kinds text[], p_orders uuid[], p_messages text[])
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
      p.commission := r.fare * r.commission_bps / 10000;
      p.tax := r.fare * r.tax_bps / 10000;
    END IF;
    v_plan := v_plan || p;
  END LOOP;

  BEGIN
    PERFORM ledger.settle_plan(v_plan);
    FOREACH p IN ARRAY v_plan LOOP v_outcomes[p.n] := 'settled'; END LOOP;
  EXCEPTION WHEN SQLSTATE 'AT001' OR check_violation THEN
    -- Somebody's credit does not cover a commission or a fee: one by one, so that only those items fail.
    FOREACH p IN ARRAY v_plan LOOP
      BEGIN
        PERFORM ledger.settle_plan(ARRAY[p]);
        v_outcomes[p.n] := 'settled';
      EXCEPTION WHEN SQLSTATE 'AT001' OR check_violation THEN
        v_codes[p.n] := CASE WHEN EXISTS (
          SELECT FROM ledger.accounts a
          WHERE a.id IN (p.platform_account, p.tax_account, p.cash_account) AND a.frozen_at IS NOT NULL)
          THEN 'ACCOUNT_FROZEN' ELSE 'INSUFFICIENT_FUNDS' END;
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

CREATE FUNCTION ledger.settle_plan(p_plan ledger.settlement_plan[]) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
  v_ids uuid[]; v_debits uuid[]; v_credits uuid[]; v_amounts bigint[]; v_kinds ledger.transfer_kind[];
  v_orders uuid[]; v_holds uuid[]; v_release_accounts uuid[]; v_release_amounts bigint[];
  v_at timestamptz;
BEGIN
  IF cardinality(p_plan) = 0 THEN RETURN; END IF;
  SELECT array_agg(uuidv7() ORDER BY p.n, l.step), array_agg(l.debit ORDER BY p.n, l.step),
    array_agg(l.credit ORDER BY p.n, l.step), array_agg(l.amount ORDER BY p.n, l.step),
    array_agg(l.kind::ledger.transfer_kind ORDER BY p.n, l.step), array_agg(p.order_id ORDER BY p.n, l.step),
    array_agg(CASE WHEN l.step = 1 THEN p.hold_id END ORDER BY p.n, l.step)
  INTO v_ids, v_debits, v_credits, v_amounts, v_kinds, v_orders, v_holds
  FROM unnest(p_plan) AS p
  CROSS JOIN LATERAL (VALUES
    (1, CASE p.kind WHEN 'cash-commission' THEN p.cash_account ELSE p.rider_account END, p.driver_account, p.fare,
     CASE p.kind WHEN 'cancel-fee' THEN 'cancel_fee' ELSE 'fare' END),
    (2, p.driver_account, p.cash_account, CASE p.kind WHEN 'cash-commission' THEN p.fare ELSE 0 END, 'cash_collected'),
    (3, p.driver_account, p.platform_account, p.commission, 'commission'),
    (4, p.driver_account, p.tax_account, p.tax, 'tax')
  ) AS l(step, debit, credit, amount, kind)
  WHERE l.amount > 0;
  SELECT array_agg(p.rider_account), array_agg(p.held) INTO v_release_accounts, v_release_amounts
  FROM unnest(p_plan) AS p WHERE p.hold_id IS NOT NULL;

  PERFORM ledger.apply_legs(v_ids, v_debits, v_credits, v_amounts, v_kinds, v_orders, v_holds, NULL, NULL, NULL,
    v_release_accounts, v_release_amounts);
  v_at := clock_timestamp();
  UPDATE ledger.holds h
  SET status = CASE WHEN p.fare > 0 THEN 'captured' ELSE 'voided' END::ledger.hold_status, captured = p.fare,
      closed_at = v_at
  FROM unnest(p_plan) AS p WHERE h.id = p.hold_id;
  UPDATE public.orders o SET settled_at = v_at, version = o.version + 1
  FROM unnest(p_plan) AS p WHERE o.id = p.order_id;
  INSERT INTO ledger.settlements (
    order_id, kind, rider_account_id, driver_account_id, hold_id, currency, fare, commission, tax, transfer_ids, at)
  SELECT p.order_id, p.kind::ledger.settlement_kind, p.rider_account, p.driver_account, p.hold_id, p.currency, p.fare,
    p.commission, p.tax, coalesce(l.ids, '{}'), v_at
  FROM unnest(p_plan) AS p
  LEFT JOIN (SELECT x.order_id, array_agg(x.id ORDER BY x.n) AS ids
             FROM unnest(v_orders, v_ids) WITH ORDINALITY AS x(order_id, id, n) GROUP BY 1) AS l
    ON l.order_id = p.order_id;
END
$$;

CREATE FUNCTION ledger.request_payout(
  p_key text, p_id uuid, p_hold uuid, p_driver uuid, p_amount bigint, OUT refusal text, OUT payout_id uuid)
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
END
$$;

-- An admin's approval, or refusal, which gives the money back. A repeat of the same decision changes nothing.
CREATE FUNCTION ledger.decide_payout(p_id uuid, p_is_approved boolean, p_reason text, p_actor uuid) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v ledger.payouts;
BEGIN
  SELECT * INTO v FROM ledger.payouts WHERE id = p_id FOR UPDATE;
  IF NOT FOUND THEN RETURN 'PAYOUT_NOT_FOUND'; END IF;
  IF p_is_approved THEN
    IF v.status = 'approved' THEN RETURN NULL; END IF;
    IF v.status <> 'requested' THEN RETURN 'PAYOUT_CLOSED'; END IF;
    IF v.driver_id = p_actor THEN RETURN 'SELF_APPROVAL'; END IF;
    UPDATE ledger.payouts
    SET status = 'approved', decided_at = clock_timestamp(), decided_by = p_actor, reason = p_reason WHERE id = p_id;
  ELSE
    IF v.status = 'returned' THEN RETURN NULL; END IF;
    IF v.status = 'settled' THEN RETURN 'PAYOUT_CLOSED'; END IF;
    PERFORM 1 FROM ledger.holds WHERE id = v.hold_id FOR UPDATE;
    PERFORM ledger.close_hold(v.hold_id, 'voided', 0);
    UPDATE ledger.payouts
    SET status = 'returned', decided_at = clock_timestamp(), decided_by = p_actor, closed_at = clock_timestamp(),
        reason = p_reason
    WHERE id = p_id;
  END IF;
  PERFORM ledger.write_audit(p_actor, CASE WHEN p_is_approved THEN 'approve-payout' ELSE 'return-payout' END, p_id,
    p_reason, jsonb_build_object('amountMinor', v.amount::text));
  RETURN NULL;
END
$$;

-- The bank has it: the held money leaves the driver's wallet, once, with the inbox row of the message that said so.
CREATE FUNCTION ledger.settle_payout(
  p_id uuid, p_transfer uuid, p_message text, OUT refusal text, OUT transfer_id uuid, OUT is_replay boolean)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
  v ledger.payouts;
  v_account ledger.accounts;
  v_refusal text;
BEGIN
  SELECT * INTO v FROM ledger.payouts WHERE id = p_id FOR UPDATE;
  is_replay := v.status = 'settled';
  refusal := CASE
    WHEN v.id IS NULL THEN 'PAYOUT_NOT_FOUND'
    WHEN v.status = 'requested' THEN 'APPROVAL_REQUIRED'
    WHEN v.status = 'returned' THEN 'PAYOUT_CLOSED'
  END;
  IF refusal IS NOT NULL THEN RETURN; END IF;
  IF is_replay THEN
    transfer_id := v.transfer_id;
  ELSE
    SELECT * INTO STRICT v_account FROM ledger.accounts WHERE id = v.account_id;
    SELECT c.refusal INTO v_refusal FROM ledger.capture_into(p_transfer, v.hold_id, NULL,
      ledger.city_account_id(v_account.city_id, v_account.currency, 'payout_clearing', ledger.own_shard()),
      'payout', NULL, v.decided_by, NULL) c;
    refusal := v_refusal;
    IF v_refusal IS NOT NULL THEN RETURN; END IF;
    UPDATE ledger.payouts SET status = 'settled', transfer_id = p_transfer, closed_at = clock_timestamp()
    WHERE id = p_id;
    transfer_id := p_transfer;
  END IF;
  INSERT INTO public.inbox (consumer, message_id) VALUES ('wallet-transactions', p_message) ON CONFLICT DO NOTHING;
END
$$;
