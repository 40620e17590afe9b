-- What riders got back of what a trip had cost, with who bears it. `driver`, `commission` and `tax` are the shares of the fare that
-- a refund takes back.
ALTER TYPE ledger.transfer_kind ADD VALUE IF NOT EXISTS 'refund';--> statement-breakpoint
ALTER TYPE ledger.transfer_kind ADD VALUE IF NOT EXISTS 'commission_refund';--> statement-breakpoint
ALTER TYPE ledger.transfer_kind ADD VALUE IF NOT EXISTS 'tax_refund';--> statement-breakpoint
CREATE TABLE ledger.refunds (
  id uuid PRIMARY KEY,
  order_id uuid NOT NULL,
  currency text NOT NULL,
  amount bigint NOT NULL,
  bearer text NOT NULL,
  driver bigint NOT NULL,
  commission bigint NOT NULL,
  tax bigint NOT NULL,
  transfer_ids uuid[] NOT NULL,
  reason text NOT NULL,
  actor_id uuid NOT NULL,
  at timestamptz NOT NULL DEFAULT clock.now(),
  CONSTRAINT refunds_sound CHECK (
    amount > 0 AND driver >= 0 AND commission >= 0 AND tax >= 0 AND driver + commission + tax = amount
    AND bearer IN ('driver', 'platform'))
);--> statement-breakpoint
CREATE INDEX refunds_by_order ON ledger.refunds (order_id, id);
