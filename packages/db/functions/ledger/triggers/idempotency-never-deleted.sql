-- A key learns its result but never vanishes: it would let its operation happen again. It fires in replica mode too.
CREATE OR REPLACE TRIGGER idempotency_never_deleted
  BEFORE DELETE OR TRUNCATE ON ledger.idempotency
  FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();
ALTER TABLE ledger.idempotency ENABLE ALWAYS TRIGGER idempotency_never_deleted;
