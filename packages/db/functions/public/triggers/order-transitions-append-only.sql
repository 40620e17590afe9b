-- What happened to an order is written once.
CREATE OR REPLACE TRIGGER order_transitions_append_only
  BEFORE DELETE OR TRUNCATE ON public.order_transitions
  FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();
