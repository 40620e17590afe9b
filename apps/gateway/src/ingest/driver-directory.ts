import { createMoveHistory, type MoveHistory } from "@atlas/core/positions/move-history";
import type { Database } from "@atlas/db/connect";
import { drivers } from "@atlas/db/schema/drivers";
import { MicroBatcher } from "@atlas/services/batching/micro-batcher";
import type { SendingPhone } from "@atlas/services/tracker/live-map/sending-phone";
import { inArray } from "drizzle-orm";

/** What the ingestion remembers of one driver. Mutable on purpose: it is touched for every ping. */
export interface KnownDriver {
  readonly driverId: string;
  readonly cityId: string;
  readonly hasUnsetAvailability: boolean;
  /** When Postgres was asked; minus infinity for a driver to ask it about again. */
  loadedAtMs: number;
  /** The phone that sends, and when Redis said so; undefined when that must be asked. */
  phone: (SendingPhone & { readonly atMs: number }) | undefined;
  /** How often it was heard that this may have changed. */
  phoneChanges: number;
  /** The last positions, against which the next is checked. */
  readonly history: MoveHistory;
  /** How far the phone's clock is behind at most; infinity before a fix that carries its time and no age. */
  slowMs: number;
  /** Pings that the driver may send now, as of `tokensAtMs`. */
  tokens: number;
  tokensAtMs: number;
}

/** A driver who moves to another city, or is new, is noticed after this long. */
const TTL_MS = 600_000;
const MAX_DRIVERS = 500_000;
const MAX_PER_QUERY = 5_000;

/** The drivers that this gateway has heard of, loaded from Postgres on their first ping, many at a time. */
export class DriverDirectory {
  readonly #db: Database;
  readonly #clock: () => Date;
  readonly #known = new Map<string, KnownDriver>();
  readonly #absent = new Map<string, number>();
  readonly #lookUps: MicroBatcher<string, void>;

  constructor(ctx: { db: Database; clock: () => Date }) {
    this.#db = ctx.db;
    this.#clock = ctx.clock;
    this.#lookUps = new MicroBatcher({
      maxItems: MAX_PER_QUERY,
      run: async (driverIds) => {
        await this.#query(new Set(driverIds));
        return driverIds.map(() => {});
      },
    });
  }

  get size(): number {
    return this.#known.size;
  }

  /** The driver, null when there is none of this id, undefined when nothing is known: then `load` first. */
  find(driverId: string, nowMs: number): KnownDriver | null | undefined {
    const driver = this.#known.get(driverId);
    if (driver !== undefined && nowMs - driver.loadedAtMs < TTL_MS) return driver;
    const absentSinceMs = this.#absent.get(driverId);
    return absentSinceMs !== undefined && nowMs - absentSinceMs < TTL_MS ? null : undefined;
  }

  /** Asks Postgres again at the next ping. Where the driver was and how much was sent stays known: the next pings are checked against it. */
  forget(driverId: string): void {
    const driver = this.#known.get(driverId);
    if (driver !== undefined) driver.loadedAtMs = Number.NEGATIVE_INFINITY;
    this.#absent.delete(driverId);
  }

  /** The driver has changed: which of their phones sends is asked anew. */
  forgetPhone(driverId: string): void {
    const driver = this.#known.get(driverId);
    if (driver === undefined) return;
    driver.phone = undefined;
    driver.phoneChanges += 1;
  }

  /** Looks the driver up together with all others asked for in this turn of the event loop. */
  async load(driverId: string): Promise<void> {
    await this.#lookUps.add(driverId);
  }

  async #query(driverIds: ReadonlySet<string>): Promise<void> {
    const rows = await this.#db
      .select({ driverId: drivers.id, cityId: drivers.cityId, availability: drivers.availability })
      .from(drivers)
      .where(inArray(drivers.id, [...driverIds]));
    const loadedAtMs = this.#clock().getTime();
    for (const { driverId, cityId, availability } of rows) {
      const before = this.#known.get(driverId);
      this.#known.delete(driverId);
      this.#known.set(driverId, {
        driverId,
        cityId,
        hasUnsetAvailability: availability === "unset",
        loadedAtMs,
        phone: before?.phone,
        phoneChanges: before?.phoneChanges ?? 0,
        history: before?.history ?? createMoveHistory(),
        // Measured anew: the clock may have been set since.
        slowMs: Number.POSITIVE_INFINITY,
        tokens: before?.tokens ?? Number.POSITIVE_INFINITY,
        tokensAtMs: before?.tokensAtMs ?? 0,
      });
      this.#absent.delete(driverId);
    }
    for (const driverId of driverIds) if (!this.#known.has(driverId)) this.#absent.set(driverId, loadedAtMs);
    dropOldest(this.#known);
    dropOldest(this.#absent);
  }
}

function dropOldest(map: Map<string, unknown>): void {
  for (const key of map.keys()) {
    if (map.size <= MAX_DRIVERS) return;
    map.delete(key);
  }
}
