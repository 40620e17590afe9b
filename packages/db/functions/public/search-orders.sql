-- Up to `p_limit` orders of a city, the newest first: by the eight digits of the id, the orders of people and vehicles that are found, those
-- among the city's newest that name the text as a place, a person or a plate, and by a place that is rare. The arguments are those of
-- `search_people` and `search_vehicles`; any may be null.
-- A place that many orders name is among the newest ones; one that is not there is rare enough for the trigram index, and of those
-- that it finds no more than 500 are looked at.
CREATE OR REPLACE FUNCTION public.search_orders(
  p_city text, p_short_id text, p_text text, p_phone text, p_plate text, p_limit integer)
RETURNS uuid[] LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp SET enable_seqscan = off AS $$
DECLARE
  v_pattern text := '%' || replace(replace(replace(replace(p_text, '\', '\\'), '%', '\%'), '_', '\_'), ' ', '%') || '%';
  v_people uuid[] := CASE WHEN p_text IS NOT NULL THEN public.search_people(p_text, p_phone, NULL, 50) END;
  v_vehicles uuid[] := CASE WHEN p_plate IS NOT NULL THEN public.search_vehicles(p_plate, 50) END;
  v_found uuid[];
  v_named uuid[];
BEGIN
  v_found := ARRAY(
    SELECT o.id FROM public.orders o WHERE "right"(o.id::text, 8) COLLATE "C" = p_short_id AND o.city_id = p_city LIMIT p_limit);
  v_found := v_found || ARRAY(
    SELECT f.id FROM (
      SELECT o.id FROM unnest(v_people) AS p(id) CROSS JOIN LATERAL (
        SELECT o.id FROM public.orders o WHERE o.rider_id = p.id ORDER BY o.id DESC LIMIT p_limit) AS o
      UNION
      SELECT o.id FROM unnest(v_people) AS p(id) CROSS JOIN LATERAL (
        SELECT o.id FROM public.orders o WHERE o.driver_id = p.id ORDER BY o.id DESC LIMIT p_limit) AS o
      UNION
      SELECT o.id FROM public.vehicles v CROSS JOIN LATERAL (
        SELECT o.id FROM public.orders o WHERE o.driver_id = v.driver_id AND o.vehicle_id = v.id ORDER BY o.id DESC LIMIT p_limit) AS o
      WHERE v.id = ANY (v_vehicles)
    ) AS f ORDER BY f.id DESC LIMIT p_limit);
  IF length(p_text) >= 2 THEN
    v_named := ARRAY(
      SELECT o.id FROM (
        SELECT * FROM public.orders o WHERE o.city_id = p_city ORDER BY o.id DESC LIMIT 3000) AS o
      WHERE o.pickup_label ILIKE v_pattern OR o.dropoff_label ILIKE v_pattern OR o.rider_name ILIKE v_pattern
        OR o.driver_name ILIKE v_pattern OR o.vehicle_plate ILIKE v_pattern
      LIMIT p_limit);
    v_found := v_found || v_named;
  END IF;
  IF cardinality(v_named) < p_limit AND p_text ~ '[[:alnum:]]{3}' THEN
    v_found := v_found || ARRAY(
      SELECT o.id FROM public.orders o WHERE (o.pickup_label ILIKE v_pattern OR o.dropoff_label ILIKE v_pattern) AND o.city_id = p_city
      LIMIT 500);
  END IF;
  RETURN ARRAY(SELECT DISTINCT f.id FROM unnest(v_found) AS f(id) ORDER BY f.id DESC LIMIT p_limit);
END
$$;
