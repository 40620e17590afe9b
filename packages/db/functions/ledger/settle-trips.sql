-- Settles trips. `capture`: the rider's hold pays the fare to the driver, who pays commission and tax; what was held
-- beyond the fare is free again. `cash-commission`: the cash fare passes through cash clearing, commission and tax come
-- from the driver's credit. `cancel-fee`: the fee goes from the rider to the driver. An item that cannot settle becomes
-- a dead letter; the others settle. Everything is one transaction, with the inbox.
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
