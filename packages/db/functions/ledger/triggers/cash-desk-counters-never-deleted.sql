-- Receipts are numbered without gaps: their counter never begins anew. It fires in replica mode too.
CREATE OR REPLACE TRIGGER cash_desk_counters_never_deleted
  BEFORE DELETE OR TRUNCATE ON ledger.cash_desk_counters
  FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();
ALTER TABLE ledger.cash_desk_counters ENABLE ALWAYS TRIGGER cash_desk_counters_never_deleted;
