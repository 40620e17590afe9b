-- Words and places of a person who had the account deleted are taken out of it, and nothing else changes.
CREATE OR REPLACE TRIGGER order_evidence_only_forgets
  BEFORE UPDATE ON public.order_evidence
  FOR EACH ROW EXECUTE FUNCTION public.only_forgets('note', 'lat', 'lng', 'said_lat', 'said_lng');
