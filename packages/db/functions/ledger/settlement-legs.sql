-- What the settlement of trips posts, one row for each transfer, in its order. Credit and debt are one balance: what is due is
-- taken from what is free in the wallet, the rest is owed; what comes in pays what is owed before. `driver_has` and `rider_has`
-- are that balance before the trip, with the trips of the same person before it.
CREATE OR REPLACE FUNCTION ledger.settlement_legs(p_plan ledger.settlement_plan[])
RETURNS TABLE (
  n integer, step integer, order_id uuid, hold_id uuid, debit uuid, debit_owes boolean, credit uuid, amount bigint, kind text)
LANGUAGE sql STABLE AS $$
  WITH item AS (
    SELECT p.*, p.kind = 'cash-commission' AS is_cash, p.hold_id IS NOT NULL AS is_held,
      p.driver_net + coalesce(sum(CASE p.kind WHEN 'cash-commission' THEN -p.carried ELSE p.fare END - p.commission - p.tax)
        OVER (PARTITION BY p.driver_account ORDER BY p.n ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0)::bigint
        AS driver_has,
      p.rider_net + coalesce(sum(CASE p.kind WHEN 'cash-commission' THEN p.carried ELSE coalesce(p.held, 0) - p.fare END)
        OVER (PARTITION BY p.rider_account ORDER BY p.n ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0)::bigint
        AS rider_has
    FROM unnest(p_plan) AS p
  ), part AS (
    -- The wallet's part of each: of the fee of a trip without a hold, of carried debt that the driver has in cash, of commission
    -- and tax, which a wallet's fare always covers.
    SELECT i.*, CASE WHEN is_cash OR is_held THEN fare ELSE least(fare, greatest(rider_has, 0)) END AS paid,
      least(carried, greatest(driver_has, 0)) AS passed_on,
      CASE WHEN is_cash THEN least(commission, greatest(driver_has - carried, 0)) ELSE commission END AS commission_paid,
      CASE WHEN is_cash THEN least(tax, greatest(driver_has - carried - commission, 0)) ELSE tax END AS tax_paid,
      CASE WHEN is_cash THEN 0 ELSE least(fare - commission - tax, greatest(-driver_has, 0)) END AS driver_pays,
      CASE WHEN is_held THEN least(held - fare, greatest(-rider_has, 0)) ELSE 0 END AS rider_pays,
      least(carried, greatest(-rider_has, 0)) AS carried_pays
    FROM item i
  )
  SELECT p.n, l.step, p.order_id, CASE WHEN l.step = 1 THEN p.hold_id END,
    CASE l.debit WHEN 'rider owes' THEN ledger.debt_account_id(p.rider_account)
      WHEN 'driver owes' THEN ledger.debt_account_id(p.driver_account) WHEN 'rider' THEN p.rider_account
      WHEN 'driver' THEN p.driver_account ELSE p.cash_account END, l.debit IN ('rider owes', 'driver owes'),
    CASE l.credit WHEN 'rider owes' THEN ledger.debt_account_id(p.rider_account)
      WHEN 'driver owes' THEN ledger.debt_account_id(p.driver_account) WHEN 'rider' THEN p.rider_account
      WHEN 'driver' THEN p.driver_account WHEN 'platform' THEN p.platform_account WHEN 'tax' THEN p.tax_account
      ELSE p.cash_account END, l.amount, l.kind
  FROM part p
  CROSS JOIN LATERAL (VALUES
    (1, CASE WHEN is_cash THEN 'cash' ELSE 'rider' END, 'driver', paid,
     CASE p.kind WHEN 'cancel-fee' THEN 'cancel_fee' ELSE 'fare' END),
    (2, 'rider owes', 'driver', fare - paid, 'cancel_fee'),
    (3, 'driver', 'cash', CASE WHEN is_cash THEN fare + passed_on ELSE 0 END, 'cash_collected'),
    (4, 'driver owes', 'cash', carried - passed_on, 'cash_collected'),
    (5, 'driver', 'platform', commission_paid, 'commission'),
    (6, 'driver owes', 'platform', commission - commission_paid, 'commission'),
    (7, 'driver', 'tax', tax_paid, 'tax'),
    (8, 'driver owes', 'tax', tax - tax_paid, 'tax'),
    (9, 'driver', 'driver owes', driver_pays, 'debt_payment'),
    (10, 'rider', 'rider owes', rider_pays, 'debt_payment'),
    (11, 'cash', 'rider owes', carried_pays, 'debt_payment'),
    (12, 'cash', 'rider', carried - carried_pays, 'top_up')
  ) AS l(step, debit, credit, amount, kind)
  WHERE l.amount > 0
$$;
