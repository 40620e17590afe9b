import { ORDER_STATUSES, type OrderStatus } from "@atlas/core/order-status";
import type { LatLng } from "@atlas/core/geo";
import { z } from "zod";

import type { Acknowledged } from "./acknowledged.ts";
import type { Client, Outcome, Request } from "./client.ts";
import { CENTER, type Driver, type Person } from "./town.ts";

const order = z.object({
  orderId: z.string(),
  status: z.enum(ORDER_STATUSES),
  isQueued: z.boolean(),
  fareMinor: z.string(),
  driver: z.object({ driverId: z.string() }).nullable(),
});
export type Order = z.infer<typeof order>;

const quote = z.object({ quoteId: z.string(), fareMinor: z.string() });
export type Quote = z.infer<typeof quote>;

/** The calls that a load makes, tRPC and REST. What is acknowledged is recorded at once. */
export class Api {
  readonly #client: Client;
  readonly #acknowledged: Acknowledged;
  #batches = 0;

  constructor(client: Client, acknowledged: Acknowledged) {
    this.#client = client;
    this.#acknowledged = acknowledged;
  }

  async quote(rider: Person, pickup: LatLng, dropoff: LatLng): Promise<Outcome<Quote>> {
    const input = { pickup, dropoff, vehicleType: "go-ride" };
    const outcome = await this.#client.send(rider, mutation("order.quote", input, z.tuple([quote])));
    if (outcome.kind !== "answer") return outcome;
    const [{ quoteId, fareMinor }] = outcome.value;
    this.#acknowledged.quotes.push({ quote_id: quoteId, rider_id: rider.userId, fare_minor: fareMinor });
    return { kind: "answer", value: { quoteId, fareMinor } };
  }

  async book(rider: Person, quoteId: string, paymentMethod: "wallet" | "cash"): Promise<Outcome<Order>> {
    const bookedAt = new Date();
    const outcome = await this.#client.send(rider, mutation("order.create", { quoteId, paymentMethod }, order));
    if (outcome.kind === "answer") {
      const { orderId, fareMinor } = outcome.value;
      const row = { order_id: orderId, rider_id: rider.userId, fare_minor: fareMinor, booked_at: bookedAt };
      this.#acknowledged.orders.push(row);
    }
    return outcome;
  }

  async read(rider: Person, orderId: string): Promise<Outcome<Order>> {
    return await this.#client.send(rider, query("order.get", { orderId }, order));
  }

  async active(rider: Person): Promise<Outcome<Order | null>> {
    return await this.#client.send(rider, query("order.active", undefined, order.nullable()));
  }

  /** `startedMs` is when the rider began to book, by `performance.now()`. */
  async cancel(rider: Person, orderId: string, startedMs: number | null): Promise<Outcome<Order>> {
    const outcome = await this.#client.send(
      rider,
      mutation("order.cancel", { orderId, reason: "change of plan" }, order),
    );
    if (outcome.kind === "answer") {
      this.#acknowledged.moves.push({ order_id: orderId, status: "CANCELLED" });
      if (startedMs !== null) {
        this.#acknowledged.cancels.push({ order_id: orderId, age_s: (performance.now() - startedMs) / 1_000 });
      }
    }
    return outcome;
  }

  /** The driver's next step, over REST as a fleet's own system would. */
  async move(driver: Person, orderId: string, status: OrderStatus): Promise<Outcome<unknown>> {
    const body = { order_id: orderId, status };
    const request = { method: "PUT" as const, path: "/driver/order/status", body, schema: z.unknown() };
    const outcome = await this.#client.send(driver, request);
    if (outcome.kind === "answer") this.#acknowledged.moves.push({ order_id: orderId, status });
    return outcome;
  }

  /** Money into a rider's wallet, over REST. The key makes it safe to ask again. */
  async credit(
    service: Person,
    userId: string,
    { key, amountMinor }: { readonly key: string; readonly amountMinor: number },
  ): Promise<Outcome<unknown>> {
    const outcome = await this.#client.send(service, {
      method: "POST",
      path: "/wallet/credit",
      headers: { "idempotency-key": key },
      body: { user_id: userId, amount: amountMinor },
      schema: z.unknown(),
    });
    if (outcome.kind === "answer" && !this.#acknowledged.credits.some((credit) => credit.key === key)) {
      this.#acknowledged.credits.push({ key, user_id: userId, amount_minor: String(amountMinor) });
    }
    return outcome;
  }

  /** How many drivers are to be had around the centre, up to a hundred; null when nobody said. */
  async freeDrivers(service: Person): Promise<number | null> {
    const input = { ...CENTER, radiusM: 5_000, limit: 100 };
    const found = z.object({ drivers: z.array(z.unknown()) });
    const outcome = await this.#client.send(service, query("tracker.nearbyDrivers", input, found));
    return outcome.kind === "answer" ? outcome.value.drivers.length : null;
  }

  /** Every driver stands where the driver stands. */
  async ping(service: Person, drivers: readonly Driver[]): Promise<void> {
    const sentAt = new Date();
    // Quarters of a degree: no two batches within a minute have the same.
    const headingDeg = (this.#batches++ % 1_440) / 4;
    const pings = drivers.map(({ userId, at }) => ({
      driverId: userId,
      ...at,
      headingDeg,
      recordedAt: sentAt.getTime(),
    }));
    const verdict = z.object({ rejected: z.array(z.object({ index: z.number() })) });
    const outcome = await this.#client.send(service, mutation("tracker.updateLocations", { pings }, verdict));
    if (outcome.kind !== "answer") return;
    const rejected = new Set(outcome.value.rejected.map(({ index }) => index));
    const accepted = drivers.filter((_, index) => !rejected.has(index));
    this.#acknowledged.positions.push(
      ...accepted.map(({ userId }) => ({ driver_id: userId, sent_at: sentAt, heading_deg: headingDeg })),
    );
  }
}

function mutation<T>(procedure: string, body: unknown, schema: z.ZodType<T>): Request<T> {
  return { method: "POST", path: `/trpc/${procedure}`, body, schema: inEnvelope(schema) };
}

function query<T>(procedure: string, input: unknown, schema: z.ZodType<T>): Request<T> {
  const search = input === undefined ? "" : `?input=${encodeURIComponent(JSON.stringify(input))}`;
  return { method: "GET", path: `/trpc/${procedure}${search}`, schema: inEnvelope(schema) };
}

function inEnvelope<T>(schema: z.ZodType<T>): z.ZodType<T> {
  return z.object({ result: z.object({ data: schema }) }).transform(({ result }) => result.data);
}
