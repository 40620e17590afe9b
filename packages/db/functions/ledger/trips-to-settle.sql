-- What the settlement of trips depends on, a row for each of `p_orders`: the order, its hold, both wallets and the city's
-- rates. Amounts are minor units. `is_done`: settled before, or named twice in `p_orders`. `rider_net`, `driver_net`: what is
-- free in the wallet less what its owner owes. `carried`: what the rider owed and pays in cash with this trip.
CREATE OR REPLACE FUNCTION ledger.trips_to_settle(p_kinds text[], p_orders uuid[])
RETURNS TABLE (
  n integer, kind text, is_done boolean, order_id uuid, city_id text, rider_id uuid, driver_id uuid,
  status public.order_status, payment_method public.payment_method, currency text, fare bigint, fee bigint,
  carried bigint, hold_id uuid, hold_status ledger.hold_status, held bigint, rider_account uuid, rider_currency text,
  is_rider_frozen boolean, rider_net bigint, driver_account uuid, is_driver_frozen boolean, driver_net bigint,
  commission_bps integer, tax_bps integer)
LANGUAGE sql STABLE AS $$
  SELECT i.n::integer, i.kind, s.order_id IS NOT NULL OR array_position(p_orders, i.order_id) < i.n, o.id, o.city_id,
    o.rider_id, o.driver_id, o.status, o.payment_method, o.currency, ledger.fare_at_finish(o),
    coalesce(o.cancel_fee_minor, 0), coalesce(o.carried_debt_minor, 0), h.id, h.status, h.amount, coalesce(h.account_id, rw.id), ra.currency::text,
    ra.frozen_at IS NOT NULL, ra.posted - ra.held + coalesce(rd.posted, 0), d.id, d.frozen_at IS NOT NULL,
    d.posted - d.held + coalesce(dd.posted, 0), c.commission_bps, c.tax_bps
  FROM unnest(p_kinds, p_orders) WITH ORDINALITY AS i(kind, order_id, n)
  LEFT JOIN public.orders o ON o.id = i.order_id
  LEFT JOIN public.cities c ON c.id = o.city_id
  LEFT JOIN ledger.settlements s ON s.order_id = i.order_id
  LEFT JOIN ledger.holds h ON h.order_id = i.order_id AND h.purpose = 'charge'
  LEFT JOIN ledger.accounts rw
    ON rw.owner_id = o.rider_id AND rw.kind = 'rider_wallet' AND rw.city_id = o.city_id AND rw.currency = o.currency
  LEFT JOIN ledger.accounts ra ON ra.id = coalesce(h.account_id, rw.id)
  LEFT JOIN ledger.accounts rd ON rd.id = ra.debt_account_id
  LEFT JOIN ledger.accounts d
    ON d.owner_id = o.driver_id AND d.kind = 'driver_wallet' AND d.city_id = o.city_id AND d.currency = o.currency
  LEFT JOIN ledger.accounts dd ON dd.id = d.debt_account_id
$$;
