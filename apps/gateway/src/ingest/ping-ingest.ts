import type { Actor } from "@atlas/core/actor";
import { DomainError } from "@atlas/core/errors";
import type { ReportedFix } from "@atlas/core/positions/reported-fix";
import type { Refusal } from "@atlas/core/refusal";
import type { ServiceContext } from "@atlas/services/context";
import { noteRefused } from "@atlas/services/tracker/live-map/refused-positions";
import type { DriverPing, PingIntake } from "@atlas/services/tracker/ping-intake";
import type { Registry } from "prom-client";
import { type CityArea, loadCityAreas } from "./city-areas.ts";
import { dateFix, noteClock } from "./date-fix.ts";
import { DriverDirectory, type KnownDriver } from "./driver-directory.ts";
import { createIngestMetrics, type IngestMetrics } from "./ingest-metrics.ts";
import { validatePing } from "./validate-ping.ts";
import { PingSender, type PingSenderOptions } from "./ping-sender.ts";
import { SendingPhones } from "./sending-phones.ts";

/** A new city, or a new service area, is noticed after this long. */
const AREAS_EVERY_MS = 60_000;
/** Faster than this the phone's speed is noise; the position may still be good. */
const MAX_SPEED_MPS = 120;

const UNKNOWN_DRIVER: Refusal = { code: "DRIVER_NOT_FOUND", message: "This driver does not exist." };
const TAKEN_OVER: Refusal = {
  code: "SESSION_TAKEN_OVER",
  message: "Another phone of yours sends your position. Take over on this one, or put it away.",
};
const CLOSING: Refusal = { code: "OVERLOADED", message: "This gateway is shutting down. Send the position again." };

type IngestContext = Pick<ServiceContext, "db" | "redis" | "enqueue" | "queueCounts" | "events" | "clock" | "log">;

/** The gateway's GPS ingestion: validates pings, gathers them and queues them. One per process. */
export class PingIngest implements PingIntake, AsyncDisposable {
  readonly #ctx: IngestContext;
  readonly #directory: DriverDirectory;
  readonly #phones: SendingPhones;
  readonly #sender: PingSender;
  readonly #metrics: IngestMetrics;
  #accepted = 0;
  readonly #areasTimer: NodeJS.Timeout;
  #areas: ReadonlyMap<string, CityArea>;
  #isClosing = false;

  private constructor(
    ctx: IngestContext,
    areas: ReadonlyMap<string, CityArea>,
    registry: Registry,
    options?: PingSenderOptions,
  ) {
    this.#ctx = ctx;
    this.#areas = areas;
    this.#directory = new DriverDirectory(ctx);
    this.#phones = new SendingPhones(ctx);
    this.#sender = new PingSender(
      {
        enqueue: ctx.enqueue,
        log: ctx.log,
        queueDepth: async () => (await ctx.queueCounts()).find(({ name }) => name === "driver-gps")?.waiting ?? 0,
        metrics: () => this.#metrics,
      },
      options,
    );
    this.#metrics = createIngestMetrics(registry, {
      buffered: () => this.#sender.buffered,
      queued: () => this.#sender.queuedJobs,
      drivers: () => this.#directory.size,
      accepted: () => this.#accepted,
    });
    this.#areasTimer = setInterval(() => void this.#reloadAreas(), AREAS_EVERY_MS).unref();
  }

  /** Reads the cities' service areas and is then ready for pings. Its metrics go to `registry`. */
  static async open(ctx: IngestContext, registry: Registry, options?: PingSenderOptions): Promise<PingIngest> {
    return new PingIngest(ctx, await loadCityAreas(ctx), registry, options);
  }

  async offer(sender: Actor, pings: readonly DriverPing[]): Promise<readonly (Refusal | null)[]> {
    const nowMs = this.#ctx.clock().getTime();
    const driverIds = new Set(pings.map(({ driverId }) => driverId));
    const unknown = [...driverIds].filter((driverId) => !this.#isReady(sender, driverId, nowMs));
    if (unknown.length > 0) await Promise.all(unknown.map((driverId) => this.#prepare(sender, driverId, nowMs)));
    const drivers = pings.map(({ driverId, fix }) => {
      const driver = this.#directory.find(driverId, nowMs) ?? null;
      if (driver !== null) noteClock(driver, fix, nowMs);
      return driver;
    });
    return pings.map(({ fix }, index) => {
      const driver = drivers[index] ?? null;
      const refusal = driver === null ? UNKNOWN_DRIVER : this.#takeFrom(sender, driver, { fix, nowMs });
      if (driver !== null && refusal?.code === "IMPLAUSIBLE_MOVEMENT") this.#noteRefused(driver);
      if (refusal !== null) this.#metrics.pings.labels(refusal.code).inc();
      return refusal;
    });
  }

  async hasUnsetAvailability(driverId: string): Promise<boolean> {
    const nowMs = this.#ctx.clock().getTime();
    if (this.#directory.find(driverId, nowMs) === undefined) await this.#directory.load(driverId);
    const driver = this.#directory.find(driverId, nowMs);
    if (driver == null) throw new DomainError("DRIVER_NOT_FOUND", UNKNOWN_DRIVER.message);
    return driver.hasUnsetAvailability;
  }

  forget(driverId: string): void {
    this.#directory.forget(driverId);
  }

  /** Something about the driver has changed, perhaps which of their phones sends. */
  onDriverChange(driverId: string): void {
    this.#directory.forgetPhone(driverId);
  }

  /** Takes no more pings and sends what waits, for at most `deadlineMs`. */
  async close(deadlineMs = 5_000): Promise<void> {
    this.#isClosing = true;
    clearInterval(this.#areasTimer);
    await this.#sender.close(deadlineMs);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  /** Whether a ping of the driver can be validated without asking Postgres who they are, or Redis which of their phones sends. */
  #isReady(sender: Actor, driverId: string, nowMs: number): boolean {
    const driver = this.#directory.find(driverId, nowMs);
    if (driver == null) return driver === null;
    return this.#phones.standingOf(driver, sender, nowMs) !== "unknown";
  }

  /** Afterwards a ping of the driver can be validated. */
  async #prepare(sender: Actor, driverId: string, nowMs: number): Promise<void> {
    if (this.#directory.find(driverId, nowMs) === undefined) await this.#directory.load(driverId);
    const driver = this.#directory.find(driverId, nowMs);
    if (driver == null || this.#phones.standingOf(driver, sender, nowMs) !== "unknown") return;
    await this.#phones.ask(driver, sender, nowMs);
  }

  #takeFrom(
    sender: Actor,
    driver: KnownDriver,
    { fix, nowMs }: { readonly fix: ReportedFix; readonly nowMs: number },
  ): Refusal | null {
    if (this.#phones.standingOf(driver, sender, nowMs) === "taken-over") return TAKEN_OVER;
    const refusal = this.#take(driver, fix, nowMs);
    if (refusal === null) this.#phones.renew(driver, sender, nowMs);
    return refusal;
  }

  #take(driver: KnownDriver, fix: ReportedFix, nowMs: number): Refusal | null {
    if (this.#isClosing) return CLOSING;
    const ping = dateFix(driver, fix, nowMs);
    const refusal = validatePing(driver, this.#areas.get(driver.cityId) ?? null, ping, nowMs);
    if (refusal !== null) return refusal;
    this.#sender.push(driver.cityId, {
      driverId: driver.driverId,
      lat: microdegrees(ping.lat),
      lng: microdegrees(ping.lng),
      headingDeg: ping.headingDeg,
      speedMps: ping.speedMps !== null && ping.speedMps <= MAX_SPEED_MPS ? ping.speedMps : null,
      accuracyM: ping.accuracyM,
      recordedAtMs: ping.recordedAtMs,
      receivedAtMs: nowMs,
      isMock: ping.isMock,
    });
    this.#accepted += 1;
    return null;
  }

  /** For the watch over trips: positions that no car can have are a sign of invented ones. */
  #noteRefused({ cityId, driverId }: KnownDriver): void {
    noteRefused(this.#ctx, { cityId, driverId }).catch((err: unknown) =>
      this.#ctx.log.debug({ err }, "ingest: refusal not noted"),
    );
  }

  async #reloadAreas(): Promise<void> {
    try {
      this.#areas = await loadCityAreas(this.#ctx);
    } catch (err) {
      this.#ctx.log.warn({ err }, "ingest: service areas could not be read again");
    }
  }
}

/** Six decimals are 11 cm; more would only lengthen every job. */
function microdegrees(degrees: number): number {
  return Math.round(degrees * 1e6) / 1e6;
}
