/** What becomes of the rows that a column ties to a person. */
interface Fate {
  /**
   * Of a deletion. `gone`: the rows. `cleared`: the words and places in them. `kept`: they say no more than an id that leads to nobody,
   * or the books need them.
   */
  readonly onDeletion: "gone" | "cleared" | "kept";
  /** The part of the export that has them; null where they are not the person's to have: secrets, other people's, an operator's. */
  readonly inExport: string | null;
}

const gone = (inExport: string | null): Fate => ({ onDeletion: "gone", inExport });
const cleared = (inExport: string | null): Fate => ({ onDeletion: "cleared", inExport });
const kept = (inExport: string | null): Fate => ({ onDeletion: "kept", inExport });
/** Says who of the operators did something. */
const STAFF = kept(null);

/**
 * Every column that ties rows to a person. A test fails for one that is missing here: the author of a column says what deleting an account and
 * exporting its data do with it.
 */
export const PERSONAL_COLUMNS: Readonly<Record<string, Fate>> = {
  "public.users.id": cleared("profile"),
  "public.users.email": cleared("profile"),
  "public.drivers.id": kept("driver"),
  "public.sessions.user_id": gone("sessions"),
  "public.ended_sessions.user_id": gone(null),
  "public.credentials.user_id": gone(null),
  "public.authenticators.user_id": gone(null),
  "public.passkeys.user_id": gone(null),
  "public.known_devices.user_id": gone("known_devices"),
  "public.account_requests.user_id": gone("account_requests"),
  "public.account_requests.email": gone("account_requests"),
  "public.push_subscriptions.user_id": gone("push_subscriptions"),
  "public.notification_settings.user_id": gone("notification_settings"),
  "public.keyed_calls.actor_id": gone(null),
  "public.vehicles.driver_id": cleared("vehicles"),
  "public.quotes.rider_id": cleared("quotes"),
  "public.orders.rider_id": cleared("rides"),
  "public.orders.driver_id": cleared("trips_driven"),
  "public.order_evidence.driver_id": cleared("steps_of_trips"),
  "public.order_transitions.actor_id": cleared(null),
  "public.order_transitions.driver_id": cleared(null),
  "public.trip_tracks.driver_id": cleared(null),
  "public.gps_points.driver_id": gone("positions"),
  "public.offers.driver_id": cleared("offers"),
  "public.alerts.rider_id": cleared("alerts"),
  "public.alerts.driver_id": cleared("alerts"),
  "public.alerts.resolved_by": STAFF,
  "public.restrictions.user_id": cleared("restrictions"),
  "public.restrictions.placed_by": STAFF,
  "public.restrictions.lifted_by": STAFF,
  "public.staff_roles.user_id": STAFF,
  "public.saved_places.user_id": gone("saved_places"),
  "public.cleared_places.user_id": gone("cleared_places"),
  "public.saved_views.user_id": gone(null),
  "public.city_settings.author_id": STAFF,
  "public.dead_letters.replayed_by": STAFF,
  "ledger.accounts.owner_id": kept("wallet"),
  "ledger.transfers.actor_id": kept(null),
  "ledger.payments.user_id": kept("payments"),
  "ledger.payouts.driver_id": kept("payouts"),
  "ledger.payouts.decided_by": STAFF,
  "ledger.payouts.sent_by": STAFF,
  "ledger.payout_batches.created_by": STAFF,
  "ledger.payout_batches.recalled_by": STAFF,
  "ledger.payouts.requested_by": STAFF,
  "ledger.bank_accounts.driver_id": kept("bank_accounts"),
  "ledger.bank_accounts.set_by": kept(null),
  "ledger.cash_desk_receipts.user_id": kept("cash_desk_receipts"),
  "ledger.cash_desk_receipts.staff_id": STAFF,
  "ledger.adjustments.requested_by": STAFF,
  "ledger.adjustments.decided_by": STAFF,
  "ledger.approval_requests.requested_by": STAFF,
  "ledger.approval_requests.decided_by": STAFF,
  "ledger.refunds.actor_id": STAFF,
  "ledger.audit_log.actor_id": kept(null),
};
