-- What an operator asked for above the city's limit and a second operator decides about. Adjustments that wait for one go on as requests
-- under the id that they have.
CREATE TYPE ledger.approval_kind AS ENUM (
  'adjustment', 'credit', 'debit', 'hold', 'capture', 'transfer', 'linked', 'reversal', 'refund');
CREATE TYPE ledger.approval_state AS ENUM ('waiting', 'approved', 'rejected', 'withdrawn', 'expired');
CREATE TABLE ledger.approval_requests (
  id uuid PRIMARY KEY,
  city_id text NOT NULL,
  kind ledger.approval_kind NOT NULL,
  amount bigint NOT NULL CHECK (amount > 0),
  currency text NOT NULL,
  limit_minor bigint NOT NULL,
  payload jsonb NOT NULL,
  account_ids uuid[] NOT NULL,
  source_ids uuid[] NOT NULL,
  reason text NOT NULL CHECK (length(btrim(reason)) > 0),
  state ledger.approval_state NOT NULL DEFAULT 'waiting',
  requested_by uuid NOT NULL,
  requested_at timestamptz NOT NULL DEFAULT clock.now(),
  expires_at timestamptz NOT NULL,
  decided_by uuid,
  decided_at timestamptz,
  decision_reason text,
  result_ids uuid[] NOT NULL DEFAULT '{}',
  CONSTRAINT approval_requests_four_eyes CHECK (state <> 'approved' OR (decided_by IS NOT NULL AND decided_by <> requested_by)),
  CONSTRAINT approval_requests_have_results CHECK ((state = 'approved') = (cardinality(result_ids) > 0)),
  CONSTRAINT approval_requests_are_ended CHECK ((state = 'waiting') = (decided_at IS NULL))
);
CREATE INDEX approval_requests_waiting ON ledger.approval_requests (city_id, expires_at) WHERE state = 'waiting';
CREATE INDEX approval_requests_by_city ON ledger.approval_requests (city_id, id DESC);
CREATE INDEX adjustments_by_transfer ON ledger.adjustments (transfer_id) WHERE transfer_id IS NOT NULL;

INSERT INTO ledger.approval_requests (
  id, city_id, kind, amount, currency, limit_minor, payload, account_ids, source_ids, reason, requested_by, requested_at, expires_at)
SELECT j.id, a.city_id, 'adjustment', abs(j.amount), j.currency, c.adjustment_limit_minor,
  jsonb_build_object('accountId', j.account_id, 'amountMinor', abs(j.amount)::text,
    'direction', CASE WHEN j.amount > 0 THEN 'in' ELSE 'out' END),
  ARRAY[a.id], CASE WHEN j.amount < 0 AND a.owner_id IS NOT NULL THEN ARRAY[a.id] ELSE '{}' END,
  j.reason, j.requested_by, j.requested_at, clock.now() + interval '7 days'
FROM ledger.adjustments j JOIN ledger.accounts a ON a.id = j.account_id JOIN public.cities c ON c.id = a.city_id
WHERE j.status = 'pending';
