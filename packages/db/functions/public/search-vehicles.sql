-- Up to `p_limit` vehicles whose plate begins with `p_plate`, or does from its number on. `p_plate` has capital letters and digits only.
CREATE OR REPLACE FUNCTION public.search_vehicles(p_plate text, p_limit integer) RETURNS uuid[]
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp SET enable_seqscan = off AS $$
  SELECT coalesce(array_agg(DISTINCT f.id), '{}') FROM (
    (SELECT v.id FROM public.vehicles v
     WHERE regexp_replace(upper(v.plate), '[^A-Z0-9]', '', 'g') COLLATE "C" >= p_plate
       AND regexp_replace(upper(v.plate), '[^A-Z0-9]', '', 'g') COLLATE "C" < p_plate || '['
     LIMIT p_limit)
    UNION ALL
    (SELECT v.id FROM public.vehicles v
     WHERE regexp_replace(upper(v.plate), '^[^0-9]*|[^A-Z0-9]', '', 'g') COLLATE "C" >= p_plate
       AND regexp_replace(upper(v.plate), '^[^0-9]*|[^A-Z0-9]', '', 'g') COLLATE "C" < p_plate || '['
     LIMIT p_limit)
    LIMIT p_limit
  ) AS f
$$;
