-- Number of an account's last entry before an instant; 0 when there is none. Instants never decrease within an account,
-- so a binary search over the numbered entries finds it in a few probes of the primary key, without an index on time.
CREATE OR REPLACE FUNCTION ledger.last_seq_before(p_account uuid, p_at timestamptz) RETURNS bigint
LANGUAGE plpgsql STABLE AS $$
DECLARE
  v_low bigint := 0;
  v_high bigint;
  v_middle bigint;
BEGIN
  SELECT coalesce(max(seq), 0) INTO v_high FROM ledger.entries WHERE account_id = p_account;
  WHILE v_low < v_high LOOP
    v_middle := (v_low + v_high + 1) / 2;
    IF (SELECT at < p_at FROM ledger.entries WHERE account_id = p_account AND seq = v_middle) THEN
      v_low := v_middle;
    ELSE
      v_high := v_middle - 1;
    END IF;
  END LOOP;
  RETURN v_low;
END
$$;
