-- An amount that a city has set, in force now, minor units; `p_default` while it has set nothing.
CREATE OR REPLACE FUNCTION ledger.money_setting(p_city text, p_key text, p_default bigint) RETURNS bigint
LANGUAGE sql STABLE AS $$
  SELECT coalesce(
    (SELECT s.value::bigint FROM public.city_settings s
     WHERE s.city_id = p_city AND s.key = p_key AND s.effective_from <= clock.now() AND jsonb_typeof(s.value) = 'number'
     ORDER BY s.effective_from DESC, s.id DESC LIMIT 1), p_default)
$$;
