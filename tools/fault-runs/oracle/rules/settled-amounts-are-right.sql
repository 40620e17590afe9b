-- A settled trip moved its final fare from rider to driver, and the city's commission and tax of it from the driver, paid or owed.
SELECT o.id, o.final_fare_minor, m.*
FROM orders o
JOIN cities c ON c.id = o.city_id
CROSS JOIN LATERAL (
  SELECT coalesce(sum(t.amount) FILTER (WHERE t.kind = 'fare' AND cr.owner_id = o.driver_id
      AND CASE o.payment_method WHEN 'wallet' THEN de.owner_id = o.rider_id ELSE de.kind = 'cash_clearing' END), 0) AS fare,
    coalesce(sum(t.amount) FILTER (WHERE t.kind = 'cash_collected' AND de.owner_id = o.driver_id), 0) AS cash,
    coalesce(sum(t.amount) FILTER (WHERE t.kind = 'commission' AND de.owner_id = o.driver_id), 0) AS commission,
    coalesce(sum(t.amount) FILTER (WHERE t.kind = 'tax' AND de.owner_id = o.driver_id), 0) AS tax
  FROM ledger.transfers t
  JOIN ledger.accounts de ON de.id = t.debit_account_id
  JOIN ledger.accounts cr ON cr.id = t.credit_account_id
  WHERE t.order_id = o.id
) m
WHERE o.status = 'FINISHED' AND o.settled_at IS NOT NULL AND (
  m.fare <> o.final_fare_minor
  OR m.cash <> CASE o.payment_method WHEN 'cash' THEN o.final_fare_minor + coalesce(o.carried_debt_minor, 0) ELSE 0 END
  OR m.commission <> o.final_fare_minor * c.commission_bps / 10000
  OR m.tax <> o.final_fare_minor * c.tax_bps / 10000)
