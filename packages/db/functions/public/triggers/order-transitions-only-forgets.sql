-- Words of a person who had the account deleted are taken out of it, and nothing else changes.
CREATE OR REPLACE TRIGGER order_transitions_only_forgets
  BEFORE UPDATE ON public.order_transitions
  FOR EACH ROW EXECUTE FUNCTION public.only_forgets('reason');
