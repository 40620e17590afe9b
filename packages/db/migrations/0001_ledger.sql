-- The ledger: a schema of its own, written only by its own functions. `atlas_app` may read it and call them; it owns
-- nothing here and may not insert, update, delete or truncate a single row by itself.
CREATE SCHEMA ledger;

CREATE TYPE ledger.account_kind AS ENUM (
  'rider_wallet', 'driver_wallet', 'platform_revenue', 'tax', 'cash_clearing', 'top_up_clearing', 'payout_clearing',
  'promotions', 'adjustments');
CREATE TYPE ledger.transfer_kind AS ENUM (
  'top_up', 'credit', 'debit', 'promotion', 'transfer', 'capture', 'fare', 'cash_collected', 'commission', 'tax',
  'cancel_fee', 'payout', 'adjustment', 'reversal');
CREATE TYPE ledger.hold_status AS ENUM ('open', 'captured', 'voided', 'expired');
CREATE TYPE ledger.settlement_kind AS ENUM ('capture', 'cash-commission', 'cancel-fee');
CREATE TYPE ledger.payout_status AS ENUM ('requested', 'approved', 'settled', 'returned');
CREATE TYPE ledger.adjustment_status AS ENUM ('pending', 'posted', 'rejected');

-- A domain is checked when a value enters, not with every update.
CREATE DOMAIN ledger.currency AS text CHECK (VALUE ~ '^[A-Z]{3}$');
CREATE DOMAIN ledger.amount AS bigint CHECK (VALUE > 0);

-- Each CHECK of a table costs every statement on it some microseconds (it is parsed anew): one for each hot table.
-- Balances are signed: credits add, debits take. A wallet is a liability and never negative; a clearing account may be.
CREATE TABLE ledger.accounts (
  id uuid PRIMARY KEY,
  city_id text NOT NULL,
  currency ledger.currency NOT NULL,
  kind ledger.account_kind NOT NULL,
  shard smallint NOT NULL DEFAULT 0,
  owner_id uuid,
  allow_negative boolean NOT NULL,
  posted bigint NOT NULL DEFAULT 0,
  held bigint NOT NULL DEFAULT 0,
  last_seq bigint NOT NULL DEFAULT 0,
  last_entry_at timestamptz,
  frozen_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT accounts_balance_allowed CHECK (held >= 0 AND (allow_negative OR posted >= held)),
  CONSTRAINT accounts_one_per_owner UNIQUE NULLS NOT DISTINCT (owner_id, kind, city_id, currency, shard)
) WITH (fillfactor = 50);

-- One row moves `amount` from the debit to the credit account, so it balances by construction.
CREATE TABLE ledger.transfers (
  id uuid PRIMARY KEY,
  debit_account_id uuid NOT NULL,
  credit_account_id uuid NOT NULL,
  amount ledger.amount NOT NULL,
  debit_seq bigint NOT NULL,
  credit_seq bigint NOT NULL,
  at timestamptz NOT NULL,
  kind ledger.transfer_kind NOT NULL,
  currency text NOT NULL,
  order_id uuid,
  group_id uuid,
  reverses_id uuid,
  hold_id uuid,
  actor_id uuid,
  idempotency_key text COLLATE "C",
  reference text,
  description text
);
CREATE UNIQUE INDEX transfers_reversed_once ON ledger.transfers (reverses_id) WHERE reverses_id IS NOT NULL;
-- Append-only rows arrive in the order of time: a BRIN index costs the writer next to nothing.
CREATE INDEX transfers_at ON ledger.transfers USING brin (at) WITH (pages_per_range = 32, autosummarize = on);

-- The two sides of every transfer, numbered without gaps per account, each with the balance after it.
CREATE TABLE ledger.entries (
  account_id uuid NOT NULL,
  seq bigint NOT NULL,
  transfer_id uuid NOT NULL,
  at timestamptz NOT NULL,
  amount bigint NOT NULL,
  balance_after bigint NOT NULL,
  PRIMARY KEY (account_id, seq)
);

CREATE TABLE ledger.holds (
  id uuid PRIMARY KEY,
  account_id uuid NOT NULL,
  amount bigint NOT NULL,
  captured bigint NOT NULL DEFAULT 0,
  status ledger.hold_status NOT NULL DEFAULT 'open',
  order_id uuid,
  reference text,
  expires_at timestamptz NOT NULL,
  created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  closed_at timestamptz,
  CONSTRAINT holds_sound CHECK (amount > 0 AND captured BETWEEN 0 AND amount AND (status = 'open') = (closed_at IS NULL))
);
CREATE UNIQUE INDEX holds_one_per_order ON ledger.holds (order_id) WHERE order_id IS NOT NULL;
CREATE INDEX holds_open_expiry ON ledger.holds (expires_at) WHERE status = 'open';

-- What became of every idempotency key: the first result, or the refusal, which stays.
CREATE TABLE ledger.idempotency (
  key text COLLATE "C" PRIMARY KEY,
  payload_hash bytea NOT NULL,
  transfer_id uuid,
  hold_id uuid,
  result_ids uuid[],
  refusal text,
  at timestamptz NOT NULL DEFAULT clock_timestamp()
);

-- The outcome of an order in money, once: its key is what makes a second capture impossible.
CREATE TABLE ledger.settlements (
  order_id uuid PRIMARY KEY,
  kind ledger.settlement_kind NOT NULL,
  rider_account_id uuid,
  driver_account_id uuid,
  hold_id uuid,
  currency text NOT NULL,
  fare bigint NOT NULL,
  commission bigint NOT NULL,
  tax bigint NOT NULL,
  transfer_ids uuid[] NOT NULL,
  at timestamptz NOT NULL,
  CONSTRAINT settlements_sound CHECK (commission >= 0 AND tax >= 0 AND fare >= commission + tax)
);

CREATE TABLE ledger.payouts (
  id uuid PRIMARY KEY,
  account_id uuid NOT NULL,
  driver_id uuid NOT NULL,
  amount bigint NOT NULL CHECK (amount > 0),
  currency text NOT NULL,
  status ledger.payout_status NOT NULL DEFAULT 'requested',
  hold_id uuid NOT NULL UNIQUE,
  transfer_id uuid,
  requested_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  decided_at timestamptz,
  decided_by uuid,
  closed_at timestamptz,
  reason text
);
CREATE INDEX payouts_by_driver ON ledger.payouts (driver_id, id DESC);
CREATE INDEX payouts_open ON ledger.payouts (id) WHERE status IN ('requested', 'approved');

CREATE TABLE ledger.adjustments (
  id uuid PRIMARY KEY,
  account_id uuid NOT NULL,
  amount bigint NOT NULL CHECK (amount <> 0),
  currency text NOT NULL,
  reason text NOT NULL CHECK (length(btrim(reason)) > 0),
  status ledger.adjustment_status NOT NULL,
  requested_by uuid NOT NULL,
  requested_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  decided_by uuid,
  decided_at timestamptz,
  transfer_id uuid
);
CREATE INDEX adjustments_pending ON ledger.adjustments (id) WHERE status = 'pending';

-- Every act of an admin upon money, with who and why.
CREATE TABLE ledger.audit_log (
  id uuid PRIMARY KEY DEFAULT uuidv7(),
  at timestamptz NOT NULL DEFAULT clock_timestamp(),
  actor_id uuid NOT NULL,
  action text NOT NULL,
  subject_id uuid,
  reason text,
  details jsonb NOT NULL DEFAULT '{}'
);

-- hash(n) = sha256(hash(n-1) || leaf(n)); the leaf is a digest of the transfer and its two entries.
CREATE TABLE ledger.chain_links (
  position bigint PRIMARY KEY,
  transfer_id uuid NOT NULL UNIQUE,
  leaf bytea NOT NULL,
  hash bytea NOT NULL
);

DO $$
DECLARE
  v_table text;
BEGIN
  FOREACH v_table IN ARRAY ARRAY['transfers', 'entries', 'settlements', 'audit_log', 'chain_links'] LOOP
    EXECUTE format(
      'CREATE TRIGGER %1$I BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger.%2$I
         FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change()', v_table || '_append_only', v_table);
    EXECUTE format('ALTER TABLE ledger.%1$I ENABLE ALWAYS TRIGGER %2$I', v_table, v_table || '_append_only');
  END LOOP;
  -- These change their state but never vanish.
  FOREACH v_table IN ARRAY ARRAY['accounts', 'holds', 'idempotency', 'payouts', 'adjustments'] LOOP
    EXECUTE format(
      'CREATE TRIGGER %1$I BEFORE DELETE OR TRUNCATE ON ledger.%2$I
         FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change()', v_table || '_never_deleted', v_table);
    EXECUTE format('ALTER TABLE ledger.%1$I ENABLE ALWAYS TRIGGER %2$I', v_table, v_table || '_never_deleted');
  END LOOP;
END
$$;

GRANT USAGE ON SCHEMA ledger TO atlas_app;
GRANT SELECT ON ALL TABLES IN SCHEMA ledger TO atlas_app;
