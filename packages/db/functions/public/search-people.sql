-- Up to `p_limit` people, of one role or of all (null), the best first: by the beginning of the name or of its second or third word, of the e-mail address, of the
-- telephone number in any spelling or its end, and then by what is inside of words. `p_text` is lower case with single spaces;
-- `p_phone` the digits without the country or a zero before them, null where the text is none.
-- Each part is the beginning of an index and ends with its limit, so that a name that many have costs no more than a rare one.
CREATE OR REPLACE FUNCTION public.search_people(p_text text, p_phone text, p_role public.role, p_limit integer) RETURNS uuid[]
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp SET enable_seqscan = off AS $$
DECLARE
  v_end text := p_text || chr(1114111);
  v_pattern text := '%' || replace(replace(replace(replace(p_text, '\', '\\'), '%', '\%'), '_', '\_'), ' ', '%') || '%';
  v_found uuid[];
BEGIN
  SELECT array_agg(f.id) INTO v_found FROM (
    SELECT n.id FROM (
      (SELECT u.id FROM public.users u
       WHERE lower("left"(u.name, 100)) COLLATE "C" >= p_text AND lower("left"(u.name, 100)) COLLATE "C" < v_end AND (p_role IS NULL OR u.role = p_role)
       ORDER BY lower("left"(u.name, 100)) COLLATE "C" LIMIT p_limit)
      UNION ALL
      (SELECT u.id FROM public.users u
       WHERE lower(u.email) COLLATE "C" >= p_text AND lower(u.email) COLLATE "C" < v_end AND (p_role IS NULL OR u.role = p_role)
       ORDER BY lower(u.email) COLLATE "C" LIMIT p_limit)
      UNION ALL
      (SELECT u.id FROM public.users u
       WHERE p_phone IS NOT NULL AND (p_role IS NULL OR u.role = p_role)
         AND regexp_replace(regexp_replace("left"(u.phone, 40), '\D', '', 'g'), '^0*(62)?0*', '') COLLATE "C" >= p_phone
         AND regexp_replace(regexp_replace("left"(u.phone, 40), '\D', '', 'g'), '^0*(62)?0*', '') COLLATE "C" < p_phone || ':'
       LIMIT p_limit)
      UNION ALL
      (SELECT u.id FROM public.users u
       WHERE p_phone IS NOT NULL AND (p_role IS NULL OR u.role = p_role)
         AND reverse(regexp_replace("left"(u.phone, 40), '\D', '', 'g')) COLLATE "C" >= reverse(p_phone)
         AND reverse(regexp_replace("left"(u.phone, 40), '\D', '', 'g')) COLLATE "C" < reverse(p_phone) || ':'
       LIMIT p_limit)
      UNION ALL
      (SELECT u.id FROM public.users u
       WHERE substring(lower("left"(u.name, 100)) from '^\S+\s+(.+)$') COLLATE "C" >= p_text
         AND substring(lower("left"(u.name, 100)) from '^\S+\s+(.+)$') COLLATE "C" < v_end AND (p_role IS NULL OR u.role = p_role)
       ORDER BY substring(lower("left"(u.name, 100)) from '^\S+\s+(.+)$') COLLATE "C" LIMIT p_limit)
      UNION ALL
      (SELECT u.id FROM public.users u
       WHERE substring(lower("left"(u.name, 100)) from '^\S+\s+\S+\s+(.+)$') COLLATE "C" >= p_text
         AND substring(lower("left"(u.name, 100)) from '^\S+\s+\S+\s+(.+)$') COLLATE "C" < v_end AND (p_role IS NULL OR u.role = p_role)
       ORDER BY substring(lower("left"(u.name, 100)) from '^\S+\s+\S+\s+(.+)$') COLLATE "C" LIMIT p_limit)
    ) AS n(id) LIMIT p_limit
  ) AS f;
  -- Three letters beside one another make an entry of the trigram index; a text without them would read all of it.
  -- An address that was found is not sought inside of others.
  IF (v_found IS NULL OR (cardinality(v_found) < p_limit AND strpos(p_text, '@') = 0)) AND p_text ~ '[[:alnum:]]{3}' THEN
    v_found := v_found || ARRAY(
      SELECT u.id FROM public.users u WHERE (u.name ILIKE v_pattern OR u.email ILIKE v_pattern) AND (p_role IS NULL OR u.role = p_role) LIMIT p_limit);
  END IF;
  RETURN ARRAY(
    SELECT f.id FROM unnest(v_found) WITH ORDINALITY AS f(id, n) JOIN public.users u ON u.id = f.id
    WHERE u.deleted_at IS NULL GROUP BY f.id ORDER BY min(f.n) LIMIT p_limit);
END
$$;
