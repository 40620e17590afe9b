import { alerts } from "@atlas/db/schema/alerts";
import { drivers, vehicles } from "@atlas/db/schema/drivers";
import { users } from "@atlas/db/schema/identity";
import { deadLetters } from "@atlas/db/schema/messaging";
import { offers } from "@atlas/db/schema/orders";
import { openCityAccounts } from "@atlas/services/ledger/post/open-accounts";
import { settleTrips } from "@atlas/services/settlement/settle-trips";
import { applyPings } from "@atlas/services/tracker/live-map/apply-pings";
import { eq, sql } from "drizzle-orm";
import { insertTestCity } from "../test-city.ts";
import type { TestGateway, TestUser } from "../test-gateway.ts";
import type { Party } from "./policy.ts";

export const PICKUP = { lat: -6.1754, lng: 106.8272 };
export const DROPOFF = { lat: -6.1924, lng: 106.8228 };

type OrderState = "CREATED" | "MATCHED" | "ARRIVED" | "STARTED" | "FINISHED";

const BANK = { holderName: "Siti Rahma", bankName: "Bank Contoh", bankCode: "014", accountNumber: "0123456789" };
const OVER_THE_LIMIT = "2000000";
const HOUR_MS = 3_600_000;
const reason = "a test";

/** A rider, a driver and two operators of a test gateway, and what calls are about: each object made anew. */
export class Stage {
  readonly atlas: TestGateway;
  readonly rider: TestUser;
  readonly driver: TestUser;
  /** Asks for what another operator decides about. */
  readonly clerk: TestUser;
  #keys = 0;
  #cities = 0;
  #clearing: string | undefined;

  private constructor(atlas: TestGateway, { rider, driver, clerk }: Pick<Stage, "rider" | "driver" | "clerk">) {
    this.atlas = atlas;
    this.rider = rider;
    this.driver = driver;
    this.clerk = clerk;
  }

  static async set(atlas: TestGateway): Promise<Stage> {
    const [rider, driver, clerk, bank] = await Promise.all([
      atlas.createUser("rider"),
      atlas.createUser("driver"),
      atlas.createUser("admin"),
      atlas.createUser("service"),
    ]);
    const stage = new Stage(atlas, { rider, driver, clerk });
    for (const { userId } of [rider, driver]) {
      // Not by the clerk, who approves the payouts of it.
      await bank.rpc.wallet.credit.mutate({ userId, amountMinor: 500_000, ...stage.posting() });
    }
    return stage;
  }

  /** Reason and a key of its own. */
  posting(): { idempotencyKey: string; reason: string } {
    this.#keys += 1;
    return { idempotencyKey: `stage-key-${this.#keys}`, reason };
  }

  nowMs(): number {
    return this.atlas.gateway.services.clock().getTime();
  }

  userId(party: Party): string {
    return this[party].userId;
  }

  newEmail(): string {
    return `${this.posting().idempotencyKey}@example.test`;
  }

  newCityId(): string {
    this.#cities += 1;
    return `far-away-${this.#cities}`;
  }

  /** A city of which the others here know nothing. */
  async elsewhere(): Promise<string> {
    const cityId = this.newCityId();
    await insertTestCity(this.atlas.db, cityId);
    await openCityAccounts(this.atlas.db, { cityId, currency: "IDR" });
    return cityId;
  }

  /** An operator who has set up an authenticator app. */
  async operatorWithFactor(): Promise<string> {
    const { userId } = await this.atlas.createUser("admin", { staffRoles: ["viewer"] });
    await this.atlas.db.update(users).set({ twoFactorEnabled: true }).where(eq(users.id, userId));
    return userId;
  }

  /** A rider whom an operator has suspended. */
  async suspended(): Promise<string> {
    const { userId } = await this.atlas.createUser("rider");
    await this.clerk.rpc.people.restrict.mutate({ userId, kind: "suspension", reason });
    return userId;
  }

  async walletOf(party: Party): Promise<string> {
    return (await this[party].rpc.wallet.balance.query()).accountId;
  }

  async clearing(): Promise<string> {
    if (this.#clearing === undefined) {
      const { items } = await this.clerk.rpc.wallet.accounts.query({ kind: "top_up_clearing", limit: 1 });
      this.#clearing = items[0]?.accountId ?? "";
    }
    return this.#clearing;
  }

  async hold(): Promise<string> {
    const hold = { userId: this.rider.userId, amountMinor: 1_000, ...this.posting() };
    const view = await this.clerk.rpc.wallet.hold.mutate(hold);
    return "holdId" in view ? view.holdId : "";
  }

  async transfer(): Promise<string> {
    const credit = { userId: this.rider.userId, amountMinor: 1_000, ...this.posting() };
    const view = await this.clerk.rpc.wallet.credit.mutate(credit);
    return "transferId" in view ? view.transferId : "";
  }

  async receipt(): Promise<string> {
    const { idempotencyKey } = this.posting();
    const topUp = { userId: this.rider.userId, amountMinor: 1_000, idempotencyKey };
    return (await this.clerk.rpc.wallet.cashDeskTopUp.mutate(topUp)).number;
  }

  /** What the clerk asks another operator for. */
  async waitingRequest(): Promise<string> {
    const accountId = await this.walletOf("rider");
    const asked = { accountId, amountMinor: OVER_THE_LIMIT, direction: "in" as const, ...this.posting() };
    const view = await this.clerk.rpc.wallet.adjust.mutate(asked);
    return view.status === "waiting" ? view.requestId : "";
  }

  /** A view of the clerk's. */
  async savedView(): Promise<string> {
    const view = { list: "drivers" as const, name: "Of the clerk", query: "debt=true", isDefault: false };
    return (await this.clerk.rpc.views.save.mutate(view)).viewId;
  }

  /** A place of the rider's. */
  async savedPlace(): Promise<string> {
    const place = { kind: "other" as const, name: "Gym", place: { ...DROPOFF, label: "b" } };
    return (await this.rider.rpc.place.save.mutate(place)).placeId;
  }

  async payment(party: Party): Promise<string> {
    const { idempotencyKey } = this.posting();
    const { rpc } = party === "rider" ? this.rider : this.driver;
    return (await rpc.payment.create.mutate({ amountMinor: 1_000, method: "card", idempotencyKey })).paymentId;
  }

  async requestedPayout(): Promise<string> {
    return (await this.driver.rpc.driver.requestPayout.mutate({ amountMinor: 1_000, ...this.posting() })).payoutId;
  }

  async approvedPayout(): Promise<string> {
    await this.driver.rpc.driver.saveBankAccount.mutate(BANK);
    const payoutId = await this.requestedPayout();
    await this.clerk.rpc.wallet.decidePayout.mutate({ payoutId, isApproved: true, reason });
    return payoutId;
  }

  async sentPayout(): Promise<string> {
    const payoutId = await this.approvedPayout();
    await this.clerk.rpc.payout.markSent.mutate({ payoutId, reason });
    return payoutId;
  }

  /** A file for the bank, from an account that is named first. */
  async exportedBatch(): Promise<string> {
    const { cityId } = this.atlas;
    await this.clerk.rpc.payout.savePayerAccount.mutate({ ...BANK, cityId, reason });
    await this.approvedPayout();
    const order = { cityId, format: "csv" as const, ...this.posting() };
    return (await this.clerk.rpc.payout.export.mutate(order)).batchId;
  }

  async quote(): Promise<string> {
    const [quote] = await this.rider.rpc.order.quote.mutate({
      pickup: PICKUP,
      dropoff: DROPOFF,
      vehicleType: "go-ride",
    });
    return quote?.quoteId ?? "";
  }

  /** Both are free again: whatever ran between them has been called off. */
  async callOff(): Promise<void> {
    await this.atlas.db.execute(sql`UPDATE offers SET status = 'WITHDRAWN' WHERE driver_id = ${this.driver.userId}`);
    await this.atlas.db.execute(sql`
      UPDATE orders SET status = 'EXPIRED', driver_id = NULL, ended_at = clock.now(), queued_behind = NULL
      WHERE rider_id = ${this.rider.userId} AND status IN ('CREATED', 'MATCHED', 'ARRIVED', 'STARTED')`);
  }

  /** The pair's one order, of 10,000 in cash; the driver waits at the pickup since ten minutes, or has driven for one. */
  async order(status: OrderState): Promise<string> {
    await this.callOff();
    const { newId } = this.atlas.gateway.services;
    const [quoteId, orderId, city] = [newId(), newId(), this.atlas.cityId];
    const { rider, driver } = this;
    const journey = sql`${PICKUP.lat}, ${PICKUP.lng}, 'a', ${DROPOFF.lat}, ${DROPOFF.lng}, 'b', 5000, 900, true, ''`;
    await this.atlas.db.execute(sql`
      INSERT INTO quotes (id, city_id, rider_id, vehicle_type, tariff_version, pickup_lat, pickup_lng, pickup_label,
        dropoff_lat, dropoff_lng, dropoff_label, distance_m, duration_s, is_estimate, route_polyline, fare_minor, currency,
        surge_bps, expires_at)
      VALUES (${quoteId}, ${city}, ${rider.userId}, 'go-ride', 1, ${journey}, 10000, 'IDR', 10000, clock.now())`);
    const has = (...states: OrderState[]): boolean => states.includes(status);
    const since = (reached: boolean, minutes: number): ReturnType<typeof sql> =>
      reached ? sql`clock.now() - make_interval(mins => ${minutes})` : sql`NULL`;
    await this.atlas.db.execute(sql`
      INSERT INTO orders (id, city_id, rider_id, driver_id, quote_id, status, vehicle_type, payment_method, pickup_lat,
        pickup_lng, pickup_label, dropoff_lat, dropoff_lng, dropoff_label, distance_m, duration_s, is_estimate,
        route_polyline, fare_minor, final_fare_minor, currency, created_at, expires_at, matched_at, arrived_at, started_at,
        ended_at)
      VALUES (${orderId}, ${city}, ${rider.userId}, ${has("CREATED") ? null : driver.userId}, ${quoteId}, ${status}, 'go-ride',
        'cash', ${journey}, 10000, ${has("FINISHED") ? 10_000 : null}, 'IDR', clock.now(), clock.now() + interval '1 hour',
        ${since(!has("CREATED"), 12)}, ${since(!has("CREATED", "MATCHED"), 10)}, ${since(has("STARTED", "FINISHED"), 1)},
        ${since(has("FINISHED"), 0)})`);
    return orderId;
  }

  async settledOrder(): Promise<string> {
    const orderId = await this.order("FINISHED");
    await settleTrips(this.atlas.gateway.services, [{ kind: "cash-commission", orderId }]);
    return orderId;
  }

  /** A finished trip whose rider is asked whether it arrived. */
  async questionedOrder(): Promise<string> {
    const orderId = await this.order("FINISHED");
    await this.atlas.db.execute(sql`
      UPDATE orders SET unproven_minor = 1000, fare_confirm_by = clock.now() + interval '1 hour' WHERE id = ${orderId}`);
    return orderId;
  }

  /** An order held out to the driver. */
  async offer(): Promise<{ readonly offerId: string; readonly orderId: string }> {
    const orderId = await this.order("CREATED");
    const { newId, clock } = this.atlas.gateway.services;
    const [offerId, offeredAt] = [newId(), clock()];
    const expiresAt = new Date(offeredAt.getTime() + HOUR_MS);
    const held = { id: offerId, orderId, driverId: this.driver.userId, round: 0, status: "PENDING" as const };
    await this.atlas.db.insert(offers).values({ ...held, offeredAt, expiresAt, pickupDistanceM: 100, pickupEtaS: 60 });
    return { offerId, orderId };
  }

  /** The driver has a vehicle, is online and has just been heard of. */
  async takeTheWheel(): Promise<void> {
    const { db, gateway, cityId } = this.atlas;
    const { userId: driverId } = this.driver;
    const plate = `B ${driverId.slice(-8)}`;
    const vehicle = { id: gateway.services.newId(), driverId, vehicleType: "go-ride" as const, plate, model: "Test" };
    await db.insert(vehicles).values(vehicle).onConflictDoNothing();
    await db.update(drivers).set({ availability: "available" }).where(eq(drivers.id, driverId));
    const nowMs = this.nowMs();
    const ping = { driverId, ...PICKUP, headingDeg: null, speedMps: null, accuracyM: 5 };
    await applyPings(gateway.services, { cityId, pings: [{ ...ping, recordedAtMs: nowMs, receivedAtMs: nowMs }] });
  }

  async deadLetter(): Promise<string> {
    const { newId, clock } = this.atlas.gateway.services;
    const id = newId();
    const letter = { id, queue: "offer-expiry", job: "offer-expiry", code: "INTERNAL", reason: "broken" };
    const payload = { cityId: this.atlas.cityId, offerId: newId() };
    await this.atlas.db.insert(deadLetters).values({ ...letter, payload, failedAt: clock() });
    return id;
  }

  async alert(): Promise<string> {
    return await this.#raise(this.atlas.gateway.services.newId(), null);
  }

  /** A trip under way whose rider is asked whether everything is all right, by an alert of the same id. */
  async checkedOrder(): Promise<string> {
    const orderId = await this.order("STARTED");
    return await this.#raise(orderId, orderId);
  }

  async #raise(id: string, orderId: string | null): Promise<string> {
    const at = this.atlas.gateway.services.clock();
    const finding = { kind: "self-ride" as const, severity: "medium" as const, details: { shared: ["phone"] } };
    const about = { cityId: this.atlas.cityId, orderId };
    await this.atlas.db.insert(alerts).values({ id, ...about, ...finding, episodeKey: id, passedAt: at, raisedAt: at });
    return id;
  }
}
