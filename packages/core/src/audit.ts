/** What an act in the audit log is about; each has a page, or belongs to one. */
export const AUDIT_SUBJECTS = [
  "order",
  "person",
  "driver",
  "operator",
  "service-account",
  "session",
  "account",
  "transfer",
  "transfer-group",
  "hold",
  "adjustment",
  "approval-request",
  "payout",
  "payout-batch",
  "bank-account",
  "city",
  "setting",
  "alert",
  "dead-letter",
  "export",
] as const;
export type AuditSubject = (typeof AUDIT_SUBJECTS)[number];

/** Every action that stands in the audit log, with the kind of its subject. Old rows carry these names: none is ever changed. */
export const AUDIT_ACTIONS = {
  // orders
  "book-order": "order",
  "dispatch-order": "order",
  "cancel-order": "order",
  "cancel-trip": "order",
  "arrive-order": "order",
  "start-order": "order",
  "finish-order": "order",
  "no-show-order": "order",
  refund: "order",
  // riders and drivers
  "block-person": "person",
  "suspend-person": "person",
  "restore-person": "person",
  "delete-account": "person",
  "export-data": "person",
  "set-availability": "driver",
  "save-vehicle": "driver",
  // operators and service accounts
  "invite-operator": "operator",
  "set-staff-roles": "operator",
  "sign-in": "operator",
  "refused-sign-in": "operator",
  "sign-out": "operator",
  "end-sessions": "operator",
  "change-password": "operator",
  "reset-password": "operator",
  "change-email": "operator",
  "change-second-factor": "operator",
  "undo-email-change": "operator",
  "add-service-account": "service-account",
  "add-service-key": "service-account",
  "end-service-keys": "service-account",
  // money
  credit: "transfer",
  debit: "transfer",
  promotion: "transfer",
  top_up: "transfer",
  transfer: "transfer",
  linked: "transfer-group",
  reverse: "transfer",
  hold: "hold",
  capture: "hold",
  void: "hold",
  freeze: "account",
  unfreeze: "account",
  adjust: "adjustment",
  "approve-adjustment": "adjustment",
  "reject-adjustment": "adjustment",
  "ask-approval": "approval-request",
  "approve-request": "approval-request",
  "reject-request": "approval-request",
  "withdraw-request": "approval-request",
  "expire-request": "approval-request",
  "request-payout": "payout",
  "approve-payout": "payout",
  "return-payout": "payout",
  "send-payout": "payout",
  "return-sent-payout": "payout",
  "export-payouts": "payout-batch",
  "send-payout-batch": "payout-batch",
  "recall-payout-batch": "payout-batch",
  "set-bank-account": "bank-account",
  // cities and the system
  "create-city": "city",
  "adopt-city": "city",
  "change-setting": "setting",
  "resolve-alert": "alert",
  "replay-dead-letter": "dead-letter",
  // what left as a file
  "download-statement": "account",
  "download-journal": "export",
  "download-orders": "export",
  "download-drivers": "export",
  "download-alerts": "export",
  "download-accounts": "export",
  "download-payouts": "export",
  "download-payout-batch": "payout-batch",
  "download-audit-log": "export",
} as const satisfies Readonly<Record<string, AuditSubject>>;

export type AuditAction = keyof typeof AUDIT_ACTIONS;

/** Names of the table, in its order. */
export const AUDIT_ACTION_NAMES = Object.keys(AUDIT_ACTIONS).filter(isAuditAction);

export function isAuditAction(name: string): name is AuditAction {
  return Object.hasOwn(AUDIT_ACTIONS, name);
}
