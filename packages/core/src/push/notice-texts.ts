/** What a language says of a trip on the lock screen. */
export interface NoticeTexts {
  readonly matched: string;
  readonly queued: string;
  readonly arriving: string;
  readonly arrived: string;
  readonly cancelled: string;
  readonly redispatched: string;
  readonly expired: string;
  readonly finished: string;
  readonly lookFor: (car: string) => string;
  readonly noFee: string;
  readonly fee: (amount: string) => string;
  readonly searching: string;
  readonly tryAgain: string;
  readonly receipt: (amount: string) => string;
}
