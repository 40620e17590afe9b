/** Every success that a client of the load has received: none of it may be lost. */
export class Acknowledged {
  readonly quotes: { quote_id: string; rider_id: string; fare_minor: string }[] = [];
  readonly orders: { order_id: string; rider_id: string; fare_minor: string; booked_at: Date }[] = [];
  readonly moves: { order_id: string; status: string }[] = [];
  /** `age_s` is at most as long as the order existed, by the rider's own watch. */
  readonly cancels: { order_id: string; age_s: number }[] = [];
  readonly credits: { key: string; user_id: string; amount_minor: string }[] = [];
  /** The server dates them: each is found again by the heading of its batch. */
  readonly positions: { driver_id: string; sent_at: Date; heading_deg: number }[] = [];

  /** Positions left out: they would be most of it. */
  get count(): number {
    return this.quotes.length + this.orders.length + this.moves.length + this.credits.length;
  }
}
