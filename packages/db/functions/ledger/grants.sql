-- Who may do what in the ledger: the application's role reads every table, writes none, and calls what is listed here.
-- The inner functions stay with their owner.
GRANT USAGE ON SCHEMA ledger TO atlas_app;
REVOKE ALL ON ALL TABLES IN SCHEMA ledger FROM PUBLIC, atlas_app, atlas_identity;
GRANT SELECT ON ALL TABLES IN SCHEMA ledger TO atlas_app;
REVOKE ALL ON ALL FUNCTIONS IN SCHEMA ledger FROM PUBLIC, atlas_app, atlas_identity;
GRANT EXECUTE ON FUNCTION
  -- accounts
  ledger.account_code, ledger.city_account_id, ledger.close_wallets, ledger.open_city_accounts, ledger.open_wallet,
  ledger.set_frozen, ledger.wallet_of,
  -- postings
  ledger.post, ledger.post_batch, ledger.post_linked, ledger.post_wallets, ledger.reverse,
  -- adjustments
  ledger.adjust, ledger.decide_adjustment, ledger.forfeit_balance, ledger.post_adjustment,
  -- a second operator
  ledger.approval_limit, ledger.ask_approval, ledger.claim_approval, ledger.close_approval, ledger.expire_approvals,
  -- holds
  ledger.capture, ledger.expire_holds, ledger.extend_trip_hold, ledger.hold, ledger.place_trip_hold, ledger.void,
  ledger.void_trip_hold,
  -- trips
  ledger.claim_refund, ledger.compensate_driver, ledger.compensation_id, ledger.post_refund, ledger.trip_money,
  ledger.confirm_fare, ledger.release_unproven, ledger.settle_trips, ledger.split_trip_hold,
  -- payments
  ledger.note_charge, ledger.open_payment, ledger.settle_payment,
  -- payouts and the cash desk
  ledger.bank_account_of, ledger.cash_desk_top_up, ledger.decide_payout, ledger.is_in_batch, ledger.mark_batch_sent,
  ledger.mark_payout_sent, ledger.open_payout_batch, ledger.recall_payout_batch, ledger.request_payout,
  ledger.return_sent_payout, ledger.set_bank_account, ledger.settle_payout, ledger.write_payout_file,
  -- audit
  ledger.account_findings, ledger.balance_before, ledger.confirmation_findings, ledger.entry_findings,
  ledger.extend_chain, ledger.fare_at_finish, ledger.hold_findings,
  ledger.last_seq_before, ledger.leaf_of, ledger.orders_against_captures, ledger.overdue_holds, ledger.reconcile,
  ledger.refund_findings,
  ledger.record_act, ledger.settlement_findings, ledger.verify_chain
TO atlas_app;
-- The session that makes an account opens its wallet.
GRANT USAGE ON SCHEMA ledger TO atlas_identity;
GRANT EXECUTE ON FUNCTION ledger.open_wallet TO atlas_identity;
-- Service accounts are made by the role that makes users, and stand in the audit log.
GRANT EXECUTE ON FUNCTION ledger.record_act TO atlas_identity;
