-- Payouts are executed: where the money goes, the files for the bank, and what the bank sent back. Rows from before have no
-- bank account and are paid by hand. The cash desk: what staff put into wallets for money that they were handed.
ALTER TYPE ledger.account_kind ADD VALUE IF NOT EXISTS 'cash_desk';--> statement-breakpoint

-- Every account that a driver has named, or a city for itself (no driver): the newest one counts.
CREATE TABLE ledger.bank_accounts (
  id uuid PRIMARY KEY,
  city_id text NOT NULL,
  driver_id uuid,
  holder_name text NOT NULL,
  bank_name text NOT NULL,
  bank_code text,
  account_number text NOT NULL,
  set_by uuid NOT NULL,
  set_at timestamptz NOT NULL DEFAULT clock.now()
);--> statement-breakpoint
CREATE INDEX bank_accounts_by_driver ON ledger.bank_accounts (driver_id, city_id, id DESC);--> statement-breakpoint

ALTER TABLE ledger.payouts
  ADD COLUMN bank_account_id uuid,
  ADD COLUMN sent_at timestamptz,
  ADD COLUMN sent_by uuid,
  ADD COLUMN bank_reference text,
  ADD COLUMN return_transfer_id uuid;--> statement-breakpoint

CREATE TABLE ledger.payout_batches (
  id uuid PRIMARY KEY,
  city_id text NOT NULL,
  currency text NOT NULL,
  format text NOT NULL,
  payouts integer NOT NULL CHECK (payouts > 0),
  total bigint NOT NULL CHECK (total > 0),
  execution_day text NOT NULL,
  file_name text,
  file text,
  created_by uuid NOT NULL,
  created_at timestamptz NOT NULL DEFAULT clock.now(),
  recalled_at timestamptz,
  recalled_by uuid,
  recall_reason text
);--> statement-breakpoint
CREATE INDEX payout_batches_by_city ON ledger.payout_batches (city_id, id DESC);--> statement-breakpoint
CREATE TABLE ledger.payout_batch_items (
  batch_id uuid NOT NULL REFERENCES ledger.payout_batches,
  payout_id uuid NOT NULL REFERENCES ledger.payouts,
  recalled_at timestamptz,
  PRIMARY KEY (batch_id, payout_id)
);--> statement-breakpoint
CREATE UNIQUE INDEX payout_batch_items_once ON ledger.payout_batch_items (payout_id) WHERE recalled_at IS NULL;--> statement-breakpoint

-- Receipts of the cash desk are numbered without gaps within a city and a year.
CREATE TABLE ledger.cash_desk_counters (
  city_id text NOT NULL,
  year integer NOT NULL,
  last integer NOT NULL,
  PRIMARY KEY (city_id, year)
);--> statement-breakpoint
CREATE TABLE ledger.cash_desk_receipts (
  number text PRIMARY KEY,
  city_id text NOT NULL,
  year integer NOT NULL,
  seq integer NOT NULL,
  transfer_id uuid NOT NULL UNIQUE,
  user_id uuid NOT NULL,
  user_name text NOT NULL,
  staff_id uuid NOT NULL,
  staff_name text NOT NULL,
  amount bigint NOT NULL CHECK (amount > 0),
  currency text NOT NULL,
  note text,
  at timestamptz NOT NULL DEFAULT clock.now(),
  UNIQUE (city_id, year, seq)
);--> statement-breakpoint
CREATE INDEX cash_desk_receipts_by_time ON ledger.cash_desk_receipts (city_id, year DESC, seq DESC);
