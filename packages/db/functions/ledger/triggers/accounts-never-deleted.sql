-- An account changes its balances but never vanishes. It fires in replica mode too.
CREATE OR REPLACE TRIGGER accounts_never_deleted
  BEFORE DELETE OR TRUNCATE ON ledger.accounts
  FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();
ALTER TABLE ledger.accounts ENABLE ALWAYS TRIGGER accounts_never_deleted;
