import type { Actor } from "@atlas/core/actor";
import type { ServiceContext } from "@atlas/services/context";
import { CLAIM_EVERY_MS, claimSending, isTakenOver } from "@atlas/services/tracker/live-map/sending-phone";
import type { KnownDriver } from "./driver-directory.ts";

/** Whether positions that a sender brings for a driver are taken: where nothing is known, Redis has to be asked first. */
export type Standing = "sends" | "taken-over" | "unknown";

/** Of a driver's phones one sends. Service accounts, which send for many drivers, are no phone. */
export class SendingPhones {
  readonly #ctx: Pick<ServiceContext, "redis" | "events" | "clock" | "log">;

  constructor(ctx: Pick<ServiceContext, "redis" | "events" | "clock" | "log">) {
    this.#ctx = ctx;
  }

  standingOf(driver: KnownDriver, sender: Actor, nowMs: number): Standing {
    if (sender.sessionId === undefined || sender.userId !== driver.driverId) return "sends";
    const { phone } = driver;
    if (phone?.sessionId === sender.sessionId) return "sends";
    const isFresh = phone !== undefined && nowMs - phone.atMs < CLAIM_EVERY_MS;
    return isFresh && isTakenOver(sender, phone) ? "taken-over" : "unknown";
  }

  /** Asks Redis; while that is away, who sends is believed, for two phones are better than none. */
  async ask(driver: KnownDriver, sender: Actor, nowMs: number): Promise<void> {
    const { sessionId } = sender;
    if (sessionId === undefined) return;
    const { driverId, cityId } = driver;
    try {
      let changes: number;
      do {
        changes = driver.phoneChanges;
        driver.phone = { ...(await claimSending(this.#ctx, sessionId, { driverId, cityId })), atMs: nowMs };
      } while (changes !== driver.phoneChanges);
    } catch (err) {
      this.#ctx.log.debug({ err }, "ingest: not known which phone sends");
      driver.phone = { sessionId, rank: "", atMs: nowMs };
    }
  }

  /** A phone that goes on sending says so every now and then; nothing waits for it. */
  renew(driver: KnownDriver, sender: Actor, nowMs: number): void {
    const { phone } = driver;
    if (phone === undefined || phone.sessionId !== sender.sessionId || nowMs - phone.atMs < CLAIM_EVERY_MS) return;
    driver.phone = { ...phone, atMs: nowMs };
    void this.ask(driver, sender, nowMs);
  }
}
