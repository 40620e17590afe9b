import { randomUUID } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";

import type { Acknowledged } from "./acknowledged.ts";
import { Api } from "./api.ts";
import { Client, type ClientTally, noCalls } from "./client.ts";
import type { Driver, Person, Town } from "./town.ts";
import { followTrip, takeTrip, type TripPlan } from "./trip.ts";

const PING_EVERY_MS = 3_000;
const WALLET_MINOR = 2_000_000;
const AT_ONCE = 20;
const LOOK_AGAIN_MS = 500;

/** Riders who order at a steady rate, whatever becomes of them, and drivers who take every order. */
export class Load {
  readonly #town: Town;
  readonly #drivers: ReadonlyMap<string, Driver>;
  readonly #client: Client;
  readonly #api: Api;
  readonly #idle: Person[];
  /** Riders whose last attempt may have left an order behind. */
  readonly #unsure = new Set<Person>();
  readonly #underWay = new Set<Promise<void>>();
  readonly #stop = new AbortController();
  #started = 0;

  constructor(town: Town, gatewayUrls: readonly string[], acknowledged: Acknowledged) {
    this.#town = town;
    this.#drivers = new Map(town.drivers.map((driver) => [driver.userId, driver]));
    this.#client = new Client(gatewayUrls);
    this.#api = new Api(this.#client, acknowledged);
    this.#idle = [...town.riders];
  }

  get tally(): ClientTally {
    return this.#client.tally;
  }

  /** Trips since the last reset. */
  get started(): number {
    return this.#started;
  }

  /** Counts anew, for the next cell. */
  reset(): void {
    this.#started = 0;
    this.#client.tally = noCalls();
  }

  /** Puts money into every wallet and every driver on the map. */
  async prepare(): Promise<void> {
    const people = [...this.#town.riders, ...this.#town.drivers];
    for (let from = 0; from < people.length; from += AT_ONCE) {
      await Promise.all(people.slice(from, from + AT_ONCE).map(({ userId }) => this.#credit(userId, WALLET_MINOR)));
    }
    await this.#api.ping(this.#town.service, this.#town.drivers);
    void this.#keepPinging();
  }

  /** Starts `perSecond` trips a second, as long as a rider is free, until `isEnough` says so. */
  async run(perSecond: number, isEnough: () => boolean): Promise<void> {
    const beganMs = performance.now();
    for (let turn = 0; !isEnough(); turn += 1) {
      await delay(Math.max(0, beganMs + (turn * 1_000) / perSecond - performance.now()));
      const rider = this.#idle.shift();
      if (rider !== undefined) this.#send(rider, turn);
    }
  }

  #send(rider: Person, turn: number): void {
    this.#started += 1;
    const trip = this.#attempt(rider, turn).finally(() => {
      this.#underWay.delete(trip);
      this.#idle.push(rider);
    });
    this.#underWay.add(trip);
  }

  async #attempt(rider: Person, turn: number): Promise<void> {
    // A turn that only found out that nothing was left would be a gap in the load, one round of the riders after the fault.
    if (this.#unsure.has(rider) && (await this.#resume(rider)) !== "free") return;
    if (turn % 4 === 0) await this.#credit(rider.userId, 1_000 + turn);
    const end = await takeTrip({ api: this.#api, drivers: this.#drivers }, rider, planOf(turn));
    if (end === "unsure") this.#unsure.add(rider);
  }

  /** Brings to its end what the rider's last attempt left behind; `free` when that was nothing. */
  async #resume(rider: Person): Promise<"free" | "ridden" | "unsure"> {
    const found = await this.#api.active(rider);
    if (found.kind !== "answer") return "unsure";
    if (found.value !== null) {
      const context = { api: this.#api, drivers: this.#drivers };
      const end = await followTrip(context, rider, found.value, { plan: "ride", startedMs: null });
      if (end !== "over") return "unsure";
    }
    this.#unsure.delete(rider);
    return found.value === null ? "free" : "ridden";
  }

  /** A caller who heard nothing asks once more under the same key. */
  async #credit(userId: string, amountMinor: number): Promise<void> {
    const posting = { key: randomUUID(), amountMinor };
    const outcome = await this.#api.credit(this.#town.service, userId, posting);
    if (outcome.kind !== "answer") await this.#api.credit(this.#town.service, userId, posting);
  }

  async #keepPinging(): Promise<void> {
    const { signal } = this.#stop;
    while (!signal.aborted) {
      await delay(PING_EVERY_MS, undefined, { signal }).catch(() => {});
      if (!signal.aborted) void this.#api.ping(this.#town.service, this.#town.drivers);
    }
  }

  /** Waits for all who are under way and brings what was left behind to its end. True when nothing is left. */
  async finish(deadlineMs: number): Promise<boolean> {
    while (performance.now() < deadlineMs) {
      const leftMs = Math.max(0, deadlineMs - performance.now());
      // A timer that nobody waits for any more must not keep the command from ending.
      await Promise.race([Promise.all(this.#underWay), delay(leftMs, undefined, { ref: false })]);
      if (this.#unsure.size === 0) break;
      await Promise.all([...this.#unsure].map((rider) => this.#resume(rider)));
      await delay(LOOK_AGAIN_MS);
    }
    return this.#unsure.size === 0 && this.#underWay.size === 0;
  }

  /** Waits until every driver can be had again, and tells how many cannot. */
  async missingDrivers(deadlineMs: number): Promise<number> {
    for (;;) {
      const free = await this.#api.freeDrivers(this.#town.service);
      const missing = this.#town.drivers.length - (free ?? 0);
      if (missing === 0 || performance.now() >= deadlineMs) return missing;
      await delay(LOOK_AGAIN_MS);
    }
  }

  stop(): void {
    this.#stop.abort();
  }
}

/** By turn, so that each kind occurs in every load. */
function planOf(turn: number): TripPlan {
  if (turn % 10 === 5) return "cancel-at-once";
  return turn % 12 === 7 ? "cancel-on-the-driver" : "ride";
}
