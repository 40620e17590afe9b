-- What was known at a move of an order is written once.
CREATE OR REPLACE TRIGGER order_evidence_append_only
  BEFORE DELETE OR TRUNCATE ON public.order_evidence
  FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();
