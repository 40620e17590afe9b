-- What a trip's settlement posts, in minor units: its final fare without what the rider confirmed, which is posted by itself.
CREATE OR REPLACE FUNCTION ledger.fare_at_finish(p_order public.orders) RETURNS bigint LANGUAGE sql STABLE AS $$
  SELECT coalesce((p_order).final_fare_minor, (p_order).fare_minor)
    - CASE WHEN (p_order).fare_answer = 'yes' THEN (p_order).unproven_minor ELSE 0 END
$$;
