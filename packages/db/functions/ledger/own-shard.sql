-- Which of the 16 sub-accounts of a kind this connection uses: connections spread by their process ids.
CREATE OR REPLACE FUNCTION ledger.own_shard() RETURNS integer LANGUAGE sql STABLE RETURN pg_backend_pid() & 15;
