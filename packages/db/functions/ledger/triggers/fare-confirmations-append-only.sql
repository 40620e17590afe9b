-- What a rider confirmed is written once. It fires in replica mode too.
CREATE OR REPLACE TRIGGER fare_confirmations_append_only
  BEFORE DELETE OR UPDATE OR TRUNCATE ON ledger.fare_confirmations
  FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();
ALTER TABLE ledger.fare_confirmations ENABLE ALWAYS TRIGGER fare_confirmations_append_only;
