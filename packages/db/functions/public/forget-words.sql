-- Empties what people have written in the record of a deleted person's orders, and the places in it. What is left says which moves there
-- were and what proved them. Refused for a person who is not deleted.
CREATE OR REPLACE FUNCTION public.forget_words(p_user uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM public.users u WHERE u.id = p_user AND u.deleted_at IS NOT NULL) THEN
    RAISE EXCEPTION 'only a deleted person is forgotten' USING ERRCODE = 'restrict_violation';
  END IF;
  UPDATE public.order_evidence e SET note = NULL, lat = NULL, lng = NULL, said_lat = NULL, said_lng = NULL
  FROM public.orders o
  WHERE o.id = e.order_id AND (o.rider_id = p_user OR o.driver_id = p_user OR e.driver_id = p_user)
    AND num_nonnulls(e.note, e.lat, e.lng, e.said_lat, e.said_lng) > 0;
  UPDATE public.order_transitions t SET reason = NULL
  FROM public.orders o
  WHERE o.id = t.order_id AND (o.rider_id = p_user OR o.driver_id = p_user OR t.driver_id = p_user OR t.actor_id = p_user)
    AND t.reason IS NOT NULL;
END
$$;
