import type { RouterOutputs } from "@atlas/api/router";
import { isTerminalStatus } from "@atlas/core/order-status";
import type { Connection } from "./connection.ts";
import { between, exponential } from "./random.ts";
import { watch } from "./watch.ts";
import type { World } from "./world.ts";

type Order = RouterOutputs["order"]["get"];

const SHORTEST_M = 300;
const MEAN_BEYOND_M = 450;
const LONGEST_M = 3_000;
const CASH_SHARE = 0.15;
const CAR_SHARE = 0.3;
const TOP_UP_MINOR = 500_000n;
/** How long some riders look at "searching" before they give up. */
const IMPATIENT = { share: 0.05, afterMs: 40_000 };

/** One rider's phone: quotes, orders, follows the trip and rates it. */
export class SimulatedRider {
  readonly #world: World;
  readonly #connection: Connection;
  readonly #stop = new AbortController();
  #order: Order | null = null;

  constructor(world: World, connection: Connection) {
    this.#world = world;
    this.#connection = connection;
  }

  /** Orders a ride and follows it to its end; a ride that an earlier run left is followed instead. Never throws. */
  async ride(): Promise<void> {
    const { tally } = this.#world;
    try {
      const left = await this.#connection.api.order.active.query();
      const order = left ?? (await this.#place());
      if (order === null) return;
      this.#order = order;
      if (left === null) tally.counts.ordersPlaced += 1;
      const ended = await this.#follow(order);
      this.#order = null;
      if (ended !== null) await this.#conclude(ended);
    } catch (error) {
      if (!this.#stop.signal.aborted) tally.error("ride", error);
    }
  }

  /** Cancels what has not started yet and hangs up. */
  async leave(): Promise<void> {
    this.#stop.abort();
    const order = this.#order;
    if (order !== null && order.status !== "STARTED") {
      try {
        await this.#connection.api.order.cancel.mutate({ orderId: order.orderId, reason: "change of plan" });
        this.#world.tally.counts.ordersCancelled += 1;
      } catch (error) {
        this.#world.tally.error("cancel", error);
      }
    }
    await this.#connection.close();
  }

  /** Hangs up as a phone that lost its network does. */
  async vanish(): Promise<void> {
    this.#stop.abort();
    await this.#connection.close();
  }

  async #place(): Promise<Order | null> {
    const { roads, random } = this.#world;
    const { api } = this.#connection;
    const pickup = roads.randomPlace();
    const distanceM = Math.min(LONGEST_M, SHORTEST_M + exponential(random, MEAN_BEYOND_M));
    const dropoff = roads.placeNear(pickup, distanceM);
    const vehicleType = random() < CAR_SHARE ? "go-car" : "go-ride";
    const [quote] = await api.order.quote.mutate({ pickup, dropoff, vehicleType });
    if (quote === undefined) return null;
    const paymentMethod = random() < CASH_SHARE ? "cash" : "wallet";
    if (paymentMethod === "wallet") await this.#fillWallet(BigInt(quote.fareMinor));
    return api.order.create.mutate({ quoteId: quote.quoteId, paymentMethod });
  }

  async #fillWallet(fareMinor: bigint): Promise<void> {
    const { wallet } = this.#connection.api;
    const { availableMinor } = await wallet.balance.query({});
    if (BigInt(availableMinor) >= fareMinor * 2n) return;
    await wallet.topUp.mutate({ amountMinor: TOP_UP_MINOR.toString(), idempotencyKey: crypto.randomUUID() });
  }

  async #follow({ orderId }: Order): Promise<Order | null> {
    const { random, tally } = this.#world;
    const { promise, resolve } = Promise.withResolvers<Order | null>();
    const over = new AbortController();
    const signal = AbortSignal.any([over.signal, this.#stop.signal]);
    signal.addEventListener("abort", () => resolve(null), { once: true });
    let wasMatched = false;
    watch<Order>((handlers) => this.#connection.api.order.watch.subscribe({ orderId }, handlers), signal, {
      data: (order) => {
        this.#order = order;
        if (!wasMatched && order.matchedAt !== null) {
          wasMatched = true;
          tally.counts.ordersMatched += 1;
          if (order.isQueued) tally.counts.ordersQueued += 1;
          if (order.requestedAt !== null)
            tally.waitsS.push((Date.parse(order.matchedAt) - Date.parse(order.requestedAt)) / 1_000);
        }
        if (isTerminalStatus(order.status)) resolve(order);
      },
      error: (error) => tally.error("watch the order", error),
    });
    const patience = random() < IMPATIENT.share ? setTimeout(() => void this.#giveUp(), IMPATIENT.afterMs) : undefined;
    const ended = await promise;
    clearTimeout(patience);
    over.abort();
    return ended;
  }

  async #giveUp(): Promise<void> {
    if (this.#order?.status !== "CREATED") return;
    try {
      await this.#connection.api.order.cancel.mutate({ orderId: this.#order.orderId, reason: "I waited too long." });
    } catch (error) {
      this.#world.tally.error("cancel", error);
    }
  }

  async #conclude(order: Order): Promise<void> {
    const { tally, random } = this.#world;
    if (order.status === "EXPIRED") tally.counts.ordersExpired += 1;
    if (order.status === "CANCELLED") tally.counts.ordersCancelled += 1;
    if (order.status !== "FINISHED") return;
    await new Promise((resolve) => setTimeout(resolve, between(random, 500, 3_000)));
    await this.#connection.api.order.rate.mutate({ orderId: order.orderId, stars: random() < 0.8 ? 5 : 4 });
  }
}
