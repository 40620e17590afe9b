import type { Actor } from "@atlas/core/actor";
import type { ReportedFix } from "@atlas/core/positions/reported-fix";
import { gpsPoints } from "@atlas/db/schema/history";
import { type Enqueue, JOB_CATALOG, jobDataOf, type Ping } from "@atlas/queue/catalog";
import type { TestWorld } from "@atlas/services/testing/test-world";
import { applyPings } from "@atlas/services/tracker/live-map/apply-pings";
import { Registry } from "prom-client";
import { PingIngest } from "../../ingest/ping-ingest.ts";

/** The gateway's own intake of positions, whose jobs are done at once, as the worker does them: to the map and to the history. */
export class SimulatedIntake implements AsyncDisposable {
  readonly #ingest: PingIngest;
  readonly #done: { promise: Promise<void>; resolve: () => void }[];

  private constructor(ingest: PingIngest, done: { promise: Promise<void>; resolve: () => void }[]) {
    this.#ingest = ingest;
    this.#done = done;
  }

  static async open({ ctx }: TestWorld): Promise<SimulatedIntake> {
    const done: { promise: Promise<void>; resolve: () => void }[] = [];
    const enqueue: Enqueue = async (_name, payload) => {
      const { cityId, pings } = JOB_CATALOG["driver-gps"].payload.parse(jobDataOf(payload));
      await applyPings(ctx, { cityId, pings });
      await ctx.db.insert(gpsPoints).values(pings.map((ping) => toPoint(cityId, ping)));
      for (const { resolve } of done.splice(0)) resolve();
    };
    return new SimulatedIntake(await PingIngest.open({ ...ctx, enqueue }, new Registry(), { lingerMs: 0 }), done);
  }

  /** Sends a driver's fixes in one batch; resolves once those that were accepted are on the map. Returns how many were. */
  async send(driver: Actor, fixes: readonly ReportedFix[]): Promise<number> {
    const arrived = Promise.withResolvers<void>();
    this.#done.push(arrived);
    const refusals = await this.#ingest.offer(
      driver,
      fixes.map((fix) => ({ driverId: driver.userId, fix })),
    );
    const accepted = refusals.filter((refusal) => refusal === null).length;
    if (accepted === 0) this.#done.splice(this.#done.indexOf(arrived), 1);
    else await arrived.promise;
    return accepted;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#ingest.close();
  }
}

function toPoint(cityId: string, ping: Ping): typeof gpsPoints.$inferInsert {
  const { recordedAtMs, receivedAtMs, isMock, ...place } = ping;
  return {
    ...place,
    cityId,
    recordedAt: new Date(recordedAtMs),
    receivedAt: new Date(receivedAtMs),
    isMock: isMock === true,
  };
}
