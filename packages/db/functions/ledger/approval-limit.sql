-- How much an operator of a city moves at once without a second one, minor units: the city's setting for the kind, in force now, else its
-- first limit of adjustments.
CREATE OR REPLACE FUNCTION ledger.approval_limit(p_city text, p_kind text) RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT ledger.money_setting(c.id,
    CASE
      WHEN p_kind IN ('hold', 'capture', 'linked') THEN 'transferLimitMinor'
      ELSE p_kind || 'LimitMinor'
    END, c.adjustment_limit_minor)
  FROM public.cities c WHERE c.id = p_city
$$;
