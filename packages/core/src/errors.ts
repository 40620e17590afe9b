/**
 * Every reason for which Atlas refuses a request, with the HTTP status that REST and tRPC return for it.
 * The set is closed: clients switch on the code, so a code is added here and never renamed. `check-layers.ts` finds one that nobody
 * throws any more, and one that no test names.
 */
export const ERROR_STATUS = {
  // The request itself
  MALFORMED_REQUEST: 400,
  INVALID_INPUT: 400,
  UNKNOWN_FIELD: 400,
  INVALID_COORDINATES: 400,
  OUTSIDE_SERVICE_AREA: 422,
  INVALID_AMOUNT: 400,
  TIMESTAMP_IN_FUTURE: 422,
  TIMESTAMP_TOO_OLD: 422,
  IMPLAUSIBLE_MOVEMENT: 422,
  POSITION_INACCURATE: 422,
  PAYLOAD_TOO_LARGE: 413,
  // Who is asking
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  WRONG_APP: 403,
  ACCOUNT_BLOCKED: 403,
  ACCOUNT_SUSPENDED: 403,
  EMAIL_NOT_VERIFIED: 403,
  WRONG_PASSWORD: 403,
  PASSWORD_REQUIRED: 403,
  SECOND_FACTOR_REQUIRED: 403,
  SECOND_FACTOR_EXISTS: 409,
  WRONG_CODE: 403,
  SIGN_IN_EXPIRED: 410,
  PASSWORD_TOO_COMMON: 422,
  PASSWORD_TOO_OBVIOUS: 422,
  LINK_EXPIRED: 410,
  EMAIL_IN_USE: 409,
  LAST_OWNER: 409,
  RATE_LIMITED: 429,
  SESSION_TAKEN_OVER: 409,
  // What is asked for
  NOT_FOUND: 404,
  ORDER_NOT_FOUND: 404,
  DRIVER_NOT_FOUND: 404,
  RIDER_NOT_FOUND: 404,
  CITY_NOT_FOUND: 404,
  QUOTE_NOT_FOUND: 404,
  OFFER_NOT_FOUND: 404,
  ACCOUNT_NOT_FOUND: 404,
  PERSON_NOT_FOUND: 404,
  TRANSFER_NOT_FOUND: 404,
  HOLD_NOT_FOUND: 404,
  PAYOUT_NOT_FOUND: 404,
  PAYMENT_NOT_FOUND: 404,
  BATCH_NOT_FOUND: 404,
  TRACK_NOT_FOUND: 404,
  DEAD_LETTER_NOT_FOUND: 404,
  ALERT_NOT_FOUND: 404,
  POSITION_UNKNOWN: 404,
  SERVICE_ACCOUNT_NOT_FOUND: 404,
  APPROVAL_NOT_FOUND: 404,
  VIEW_NOT_FOUND: 404,
  PLACE_NOT_FOUND: 404,
  // Saved views of lists
  VIEW_EXISTS: 409,
  VIEWS_FULL: 409,
  // Saved places of riders
  PLACE_EXISTS: 409,
  PLACES_FULL: 409,
  // Service accounts
  SERVICE_ACCOUNT_EXISTS: 409,
  SERVICE_KEYS_FULL: 409,
  // Opening a city
  CITY_EXISTS: 409,
  CITY_AREAS_OVERLAP: 409,
  // Quotes, orders and dispatch
  QUOTE_EXPIRED: 409,
  QUOTE_USED: 409,
  TRIP_TOO_SHORT: 422,
  TRIP_TOO_LONG: 422,
  ROUTE_NOT_FOUND: 422,
  RIDER_HAS_ACTIVE_ORDER: 409,
  DRIVER_HAS_ACTIVE_ORDER: 409,
  ILLEGAL_TRANSITION: 409,
  ORDER_IS_QUEUED: 409,
  ORDER_NOT_FINISHED: 409,
  ALREADY_RATED: 409,
  OFFER_EXPIRED: 409,
  OFFER_TAKEN: 409,
  OFFER_ANSWERED: 409,
  WRONG_START_PIN: 403,
  START_PIN_REQUIRED: 422,
  VEHICLE_REQUIRED: 409,
  // Evidence of a move
  NOT_AT_PICKUP: 409,
  POSITION_STALE: 409,
  POSITION_MOCKED: 409,
  NO_SHOW_TOO_EARLY: 409,
  NOTHING_TO_CONFIRM: 409,
  FARE_DECIDED: 409,
  // The ledger
  INSUFFICIENT_FUNDS: 402,
  ACCOUNT_FROZEN: 423,
  ACCOUNT_CLOSED: 410,
  IDEMPOTENCY_KEY_REUSED: 409,
  IDEMPOTENCY_KEY_REQUIRED: 400,
  IDEMPOTENCY_KEY_IN_USE: 409,
  CURRENCY_MISMATCH: 422,
  SAME_ACCOUNT: 422,
  HOLD_CLOSED: 409,
  HOLD_EXPIRED: 409,
  HOLD_OF_PAYOUT: 409,
  HOLD_OF_QUESTION: 409,
  CAPTURE_EXCEEDS_HOLD: 422,
  ALREADY_REVERSED: 409,
  NOT_REVERSIBLE: 422,
  SELF_APPROVAL: 403,
  APPROVAL_CLOSED: 409,
  REQUEST_OF_ANOTHER: 403,
  PAYOUT_CLOSED: 409,
  PAYOUT_IN_BATCH: 409,
  PAYOUT_NOT_APPROVED: 409,
  PAYOUT_NOT_SENT: 409,
  BATCH_RECALLED: 409,
  BATCH_SENT: 409,
  NOTHING_TO_EXPORT: 409,
  PAYER_ACCOUNT_MISSING: 409,
  TRANSFER_OF_PAYOUT: 409,
  TRIP_REFUNDED: 409,
  AMOUNT_ABOVE_LIMIT: 422,
  DEBT_OUTSTANDING: 409,
  BALANCE_OUTSTANDING: 409,
  ACCOUNT_NOT_SETTLED: 409,
  DEBT_ACCOUNT: 422,
  REFUND_EXCEEDS_FARE: 422,
  REASON_REQUIRED: 400,
  AMOUNT_OVERFLOW: 422,
  // Payments from outside
  PAYMENTS_OFF: 409,
  PAYMENT_REFUSED: 422,
  PAYMENT_PROVIDER_UNAVAILABLE: 503,
  WEBHOOK_REFUSED: 401,
  // The system
  MAIL_REFUSED: 422,
  PUSH_SERVICE_UNKNOWN: 422,
  PUSH_REFUSED: 422,
  OVERLOADED: 503,
  DEPENDENCY_UNAVAILABLE: 503,
  INTERNAL: 500,
} as const;

export type ErrorCode = keyof typeof ERROR_STATUS;

/**
 * In how many seconds a refused request is worth another try, for those refusals that pass by themselves: `Retry-After`. A
 * refusal that knows it better says so itself.
 */
export const RETRY_AFTER_S: { readonly [code in ErrorCode]?: number } = {
  RATE_LIMITED: 1,
  IDEMPOTENCY_KEY_IN_USE: 1,
  OVERLOADED: 1,
  DEPENDENCY_UNAVAILABLE: 2,
  PAYMENT_PROVIDER_UNAVAILABLE: 5,
};

/** Whether a value from outside (a database message, a wire) is one of the closed codes. */
export function isErrorCode(value: unknown): value is ErrorCode {
  return typeof value === "string" && Object.hasOwn(ERROR_STATUS, value);
}

/** An expected refusal. `message` is a sentence that the user can act on; it carries no personal data. */
export class DomainError extends Error {
  readonly code: ErrorCode;
  /** Undefined when another attempt would fail too. */
  readonly retryAfterS: number | undefined;

  constructor(code: ErrorCode, message: string, options?: ErrorOptions & { readonly retryAfterS?: number }) {
    super(message, options);
    this.name = "DomainError";
    this.code = code;
    this.retryAfterS = options?.retryAfterS ?? RETRY_AFTER_S[code];
  }

  /** The HTTP status that goes with the code. */
  get status(): number {
    return ERROR_STATUS[this.code];
  }
}
