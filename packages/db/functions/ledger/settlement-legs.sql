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
  ), leg AS (
    SELECT p.*, l.* FROM part p
    CROSS JOIN LATERAL (VALUES
      (1, CASE WHEN is_cash THEN 'cash' ELSE 'rider' END, 'driver', paid,
       CASE p.kind WHEN 'cancel-fee' THEN 'cancel_fee' ELSE 'fare' END),
      (3, 'driver', 'cash', CASE WHEN is_cash THEN fare + passed_on ELSE 0 END, 'cash_collected'),
      (5, 'driver', 'platform', commission_paid, 'commission'),
      (7, 'driver', 'tax', tax_paid, 'tax')
    ) AS l(step, debit, credit, amount, what)
    UNION ALL
    SELECT p.*, l.* FROM part p
    CROSS JOIN LATERAL (VALUES
      (2, 'rider owes', 'driver', fare - paid, 'cancel_fee'),
      (4, 'driver owes', 'cash', carried - passed_on, 'cash_collected'),
      (6, 'driver owes', 'platform', commission - commission_paid, 'commission'),
      (8, 'driver owes', 'tax', tax - tax_paid, 'tax'),
      (9, 'driver', 'driver owes', driver_pays, 'debt_payment'),
      (10, 'rider', 'rider owes', rider_pays, 'debt_payment'),
      (11, 'cash', 'rider owes', carried_pays, 'debt_payment'),
      (12, 'cash', 'rider', carried - carried_pays, 'top_up')
    ) AS l(step, debit, credit, amount, what)
    -- Of a trip paid from its hold by and to somebody who owes nothing there are none of these.
    WHERE is_cash OR NOT is_held OR driver_has < 0 OR rider_has < 0
  )
  SELECT n, step, order_id, CASE WHEN step = 1 THEN hold_id END,
    CASE debit WHEN 'rider' THEN rider_account WHEN 'driver' THEN driver_account WHEN 'cash' THEN cash_account
      WHEN 'rider owes' THEN ledger.debt_account_id(rider_account) ELSE ledger.debt_account_id(driver_account) END,
    debit IN ('rider owes', 'driver owes'),
    CASE credit WHEN 'driver' THEN driver_account WHEN 'platform' THEN platform_account WHEN 'tax' THEN tax_account
      WHEN 'cash' THEN cash_account WHEN 'rider' THEN rider_account
      WHEN 'rider owes' THEN ledger.debt_account_id(rider_account) ELSE ledger.debt_account_id(driver_account) END,
    amount, what
  FROM leg WHERE amount > 0
$$;
