-- Settles trips. `capture`: the rider's hold pays the fare to the driver, who pays commission and tax; what was held
-- beyond the fare is free again. `cash-commission`: the cash fare passes through cash clearing, commission and tax come
-- from the driver's credit, and the rest is owed. `cancel-fee`: the fee goes from the rider, or from what the rider owes, to the
-- driver. An item that cannot settle becomes a dead letter; the others settle. Everything is one transaction, with the inbox.
CREATE OR REPLACE FUNCTION ledger.settle_trips(p_kinds text[], p_orders uuid[], p_messages text[])
RETURNS TABLE (ord integer, order_id uuid, outcome text, code text, city_id text, rider_id uuid, driver_id uuid)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
  v_outcomes text[]; v_codes text[]; v_cities text[]; v_riders uuid[]; v_drivers uuid[];
  v_plan ledger.settlement_plan[];
  p ledger.settlement_plan;
  v_shard smallint;
BEGIN
  v_shard := ledger.lock_for_settlement(p_orders);
  SELECT array_agg(CASE WHEN s.is_done THEN 'already' ELSE 'dead' END ORDER BY s.n), array_agg(s.code ORDER BY s.n),
    array_agg(s.city_id ORDER BY s.n), array_agg(s.rider_id ORDER BY s.n), array_agg(s.driver_id ORDER BY s.n),
    coalesce(array_agg(s.plan ORDER BY s.n) FILTER (WHERE NOT s.is_done AND s.code IS NULL), '{}')
  INTO v_outcomes, v_codes, v_cities, v_riders, v_drivers, v_plan
  FROM ledger.plan_settlements(p_kinds, p_orders, v_shard) s;

  BEGIN
    PERFORM ledger.settle_plan(v_plan);
    FOREACH p IN ARRAY v_plan LOOP v_outcomes[p.n] := 'settled'; END LOOP;
  EXCEPTION WHEN SQLSTATE 'AT001' OR check_violation OR numeric_value_out_of_range THEN
    -- An account is frozen, or cannot hold a fare: one by one, so that only those items fail.
    FOREACH p IN ARRAY v_plan LOOP
      v_codes[p.n] := ledger.settle_alone(p);
      IF v_codes[p.n] IS NULL THEN v_outcomes[p.n] := 'settled'; END IF;
    END LOOP;
  END;

  INSERT INTO public.inbox (consumer, message_id)
  SELECT 'wallet-transactions', m.id FROM unnest(p_messages, v_outcomes) AS m(id, outcome)
  WHERE m.outcome <> 'dead' ORDER BY m.id
  ON CONFLICT DO NOTHING;
  INSERT INTO public.dead_letters (id, queue, job, message_id, payload, code, reason, order_id, failed_at)
  SELECT uuidv7(), 'wallet-transactions', m.kind, m.message_id,
    jsonb_build_object('kind', m.kind, 'orderId', m.order_id, 'cityId', m.city_id), m.code,
    'The trip could not be settled: ' || m.code, m.order_id, clock.now()
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
