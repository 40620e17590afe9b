-- Money that people pay into their wallets through a provider.
CREATE TYPE ledger.payment_state AS ENUM ('created', 'pending', 'paid', 'failed', 'expired', 'refunded');--> statement-breakpoint
CREATE TABLE ledger.payments (
  id uuid PRIMARY KEY,
  idempotency_key text NOT NULL UNIQUE,
  account_id uuid NOT NULL,
  city_id text NOT NULL,
  user_id uuid NOT NULL,
  amount bigint NOT NULL CHECK (amount > 0),
  currency text NOT NULL,
  method text NOT NULL,
  provider text NOT NULL,
  state ledger.payment_state NOT NULL DEFAULT 'created',
  -- The provider's name of the charge, and how the payer goes on there.
  reference text,
  pay_by jsonb,
  -- Why it is not credited though the provider calls it paid, or what is wrong with it.
  finding text,
  transfer_id uuid UNIQUE,
  created_at timestamptz NOT NULL DEFAULT clock.now(),
  expires_at timestamptz NOT NULL,
  closed_at timestamptz,
  -- When the provider is asked next, whether a webhook comes or not.
  ask_at timestamptz,
  CONSTRAINT payments_are_credited CHECK ((state IN ('paid', 'refunded')) = (transfer_id IS NOT NULL))
);--> statement-breakpoint
CREATE UNIQUE INDEX payments_by_reference ON ledger.payments (provider, reference);--> statement-breakpoint
CREATE INDEX payments_by_user ON ledger.payments (user_id, id DESC);--> statement-breakpoint
CREATE INDEX payments_by_created ON ledger.payments (provider, created_at);--> statement-breakpoint
CREATE INDEX payments_to_ask ON ledger.payments (ask_at) WHERE ask_at IS NOT NULL;
