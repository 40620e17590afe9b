import type { RouterOutputs } from "@atlas/api/router";
import { fromLngLat, haversineM, type LatLng } from "@atlas/core/geo";
import { isTerminalStatus } from "@atlas/core/order-status";
import type { Connection } from "./connection.ts";
import { between } from "./random.ts";
import { codeOf } from "./tally.ts";
import { watch } from "./watch.ts";
import { positionOn, type DrivenRoute, routeAlong } from "./driven-route.ts";
import type { World } from "./world.ts";

type Order = NonNullable<RouterOutputs["order"]["active"]>;

/** What a driver is doing; the order's status at the gateway is the truth that it follows. */
type Task =
  | { readonly kind: "roam" }
  | { readonly kind: "to-pickup"; readonly order: Order }
  | { readonly kind: "board"; readonly order: Order; readonly untilMs: number }
  | { readonly kind: "trip"; readonly order: Order };

const PING_MS = { least: 3_000, most: 5_000 };
const THINK_MS = { least: 800, most: 3_500 };
const BOARD_MS = { least: 4_000, most: 12_000 };
/** A trip of less than a minute costs the minimum: who drives faster than real time waits for the rest of it. */
const SHORTEST_TRIP_MS = 62_000;
/** A rider who asked for a PIN tells it to no simulated driver. */
const PIN_PATIENCE_MS = 60_000;
const ACCEPT_SHARE = 0.95;
/** Beyond this, a driver who picks a trip up again does not jump to the line that the rider was shown. */
const NEAR_ROUTE_M = 250;

/** One driver's phone: pings over its WebSocket, accepts or declines offers and drives its trips. */
export class SimulatedDriver {
  readonly #world: World;
  readonly #connection: Connection;
  readonly #stop = new AbortController();
  readonly #responded = new Set<string>();
  #timer: NodeJS.Timeout | undefined;
  #position: LatLng;
  #headingDeg = 0;
  #route: DrivenRoute;
  #drivenM = 0;
  #movedAtMs = Date.now();
  #task: Task = { kind: "roam" };
  #isActing = false;

  constructor(world: World, connection: Connection, position: LatLng) {
    this.#world = world;
    this.#connection = connection;
    this.#position = position;
    this.#route = standingAt(position);
  }

  /** Goes online and to work. */
  async goOnline(autoAccept: boolean): Promise<void> {
    const { api } = this.#connection;
    await this.#ping(0);
    await api.tracker.setAvailability.mutate({ isAvailable: true, autoAccept });
    const { signal } = this.#stop;
    const on = <T>(attempt: string, data: (value: T) => void): Parameters<typeof watch<T>>[2] => ({
      data,
      error: (error) => this.#world.tally.error(attempt, error),
    });
    watch<Order | null>(
      (handlers) => api.order.watchActive.subscribe(undefined, handlers),
      signal,
      on("watch the trip", (order) => this.#follow(order)),
    );
    watch<{ readonly offerId: string } | null>(
      (handlers) => api.dispatch.offers.subscribe(undefined, handlers),
      signal,
      on("watch offers", (offer) => {
        if (offer !== null) void this.#respond(offer.offerId);
      }),
    );
    this.#schedule();
  }

  /** Finishes or leaves what it was doing, goes offline and hangs up. */
  async goOffline(): Promise<void> {
    this.#stop.abort();
    clearTimeout(this.#timer);
    const { api } = this.#connection;
    try {
      const next = await api.order.next.query();
      if (next !== null) await api.order.cancel.mutate({ orderId: next.orderId, reason: "end of shift" });
      const task = this.#task;
      if (task.kind === "trip") await this.#move(task.order, "FINISHED");
      else if (task.kind !== "roam")
        await api.order.cancel.mutate({ orderId: task.order.orderId, reason: "end of shift" });
      await api.tracker.setAvailability.mutate({ isAvailable: false });
    } catch (error) {
      this.#world.tally.error("go offline", error);
    }
    await this.#connection.close();
  }

  /** Hangs up as a phone that lost its network does. */
  async vanish(): Promise<void> {
    this.#stop.abort();
    clearTimeout(this.#timer);
    await this.#connection.close();
  }

  #schedule(): void {
    const { random } = this.#world;
    this.#timer = setTimeout(() => void this.#tick(), between(random, PING_MS.least, PING_MS.most));
  }

  async #tick(): Promise<void> {
    const speedMps = this.#drive();
    await this.#ping(speedMps);
    await this.#act();
    if (!this.#stop.signal.aborted) this.#schedule();
  }

  /** Moves along the route for as long as it has been since the last move. */
  #drive(): number {
    const nowMs = Date.now();
    const speedMps = this.#route.speedMps * this.#world.pace;
    this.#drivenM += (speedMps * (nowMs - this.#movedAtMs)) / 1_000;
    this.#movedAtMs = nowMs;
    const place = positionOn(this.#route, this.#drivenM);
    if (!place.hasArrived) this.#headingDeg = place.headingDeg;
    this.#position = { lat: place.lat, lng: place.lng };
    return place.hasArrived ? 0 : speedMps;
  }

  get #hasArrived(): boolean {
    return this.#drivenM >= this.#route.lengthM;
  }

  #take(route: DrivenRoute): void {
    this.#route = route;
    this.#drivenM = 0;
    this.#movedAtMs = Date.now();
  }

  async #ping(speedMps: number): Promise<void> {
    const { tally, random } = this.#world;
    const sentAt = performance.now();
    try {
      await this.#connection.api.tracker.updateLocation.mutate({
        ...this.#position,
        headingDeg: this.#headingDeg,
        speedMps,
        accuracyM: between(random, 4, 12),
        recordedAt: Date.now(),
      });
      tally.ping(performance.now() - sentAt);
    } catch (error) {
      if (this.#stop.signal.aborted) return;
      tally.counts.pingsRefused += 1;
      tally.error("ping", error);
    }
  }

  /** Takes the step that is due at the end of a drive or a wait. */
  async #act(): Promise<void> {
    if (this.#isActing) return;
    this.#isActing = true;
    try {
      const task = this.#task;
      if (task.kind === "board") await this.#board(task.order, task.untilMs);
      else if (!this.#hasArrived || isTooSoon(task)) return;
      else if (task.kind === "roam") this.#take(this.#world.roads.findRoute(this.#position, this.#somewhere()));
      else if (task.kind === "to-pickup") this.#follow(await this.#move(task.order, "ARRIVED"));
      else this.#finished(await this.#move(task.order, "FINISHED"));
    } catch (error) {
      // The subscription brings the order's true state; until then nothing is repeated faster than the pings.
      this.#world.tally.error(`${this.#task.kind} step`, error);
    } finally {
      this.#isActing = false;
    }
  }

  #somewhere(): LatLng {
    const { roads, random } = this.#world;
    return random() < 0.5 ? roads.randomPlace() : roads.placeNear(this.#position, between(random, 300, 1_500));
  }

  async #board(order: Order, untilMs: number): Promise<void> {
    if (Date.now() < untilMs) return;
    if (!order.hasStartPin) return this.#follow(await this.#move(order, "STARTED"));
    const { orderId } = order;
    await this.#connection.api.order.cancel.mutate({ orderId, reason: "The rider did not tell the PIN." });
    this.#follow(null);
  }

  async #move(order: Order, status: "ARRIVED" | "STARTED" | "FINISHED"): Promise<Order> {
    const { orderId } = order;
    return this.#connection.api.order.updateStatus.mutate({ orderId, status, position: this.#position });
  }

  #finished(order: Order): void {
    const { counts } = this.#world.tally;
    counts.tripsFinished += 1;
    if (BigInt(order.finalFareMinor ?? 0) < BigInt(order.fareMinor)) counts.tripsBelowQuote += 1;
    this.#follow(order);
  }

  /** Brings the task in line with the order; called with every view of it, old or new. */
  #follow(order: Order | null): void {
    // The next trip: once this one is finished, the subscription brings it as the current one.
    if (order?.isQueued === true) return;
    const task = this.#task;
    if (order === null || isTerminalStatus(order.status) || order.status === "CREATED") {
      if (task.kind !== "roam") this.#begin({ kind: "roam" }, standingAt(this.#position));
      return;
    }
    const isKnown = task.kind !== "roam" && task.order.orderId === order.orderId;
    if (isKnown && task.order.version >= order.version) return;
    const { roads, random } = this.#world;
    if (order.status === "MATCHED") {
      if (!isKnown) this.#begin({ kind: "to-pickup", order }, roads.findRoute(this.#position, order.pickup));
    } else if (order.status === "ARRIVED") {
      const waitMs = order.hasStartPin ? PIN_PATIENCE_MS : between(random, BOARD_MS.least, BOARD_MS.most);
      this.#begin({ kind: "board", order, untilMs: Date.now() + waitMs }, this.#route);
    } else if (!isKnown || task.kind !== "trip") {
      this.#begin({ kind: "trip", order }, this.#routeOfTrip(order));
    }
  }

  #begin(task: Task, route: DrivenRoute): void {
    this.#task = task;
    if (route !== this.#route) this.#take(route);
  }

  #routeOfTrip(order: Order): DrivenRoute {
    const [start] = order.route;
    const isOnRoute = start !== undefined && haversineM(fromLngLat(start), this.#position) < NEAR_ROUTE_M;
    return isOnRoute
      ? routeAlong(order.route, { durationS: order.durationS })
      : this.#world.roads.findRoute(this.#position, order.dropoff);
  }

  async #respond(offerId: string): Promise<void> {
    if (this.#responded.has(offerId)) return;
    this.#responded.add(offerId);
    const { tally, random } = this.#world;
    tally.counts.offers += 1;
    await new Promise((resolve) => setTimeout(resolve, between(random, THINK_MS.least, THINK_MS.most)));
    if (this.#stop.signal.aborted) return;
    const { api } = this.#connection;
    try {
      if (random() < ACCEPT_SHARE) {
        const { order } = await api.dispatch.accept.mutate({ offerId });
        tally.counts.offersAccepted += 1;
        this.#follow(order);
      } else {
        await api.dispatch.decline.mutate({ offerId, reason: "break" });
        tally.counts.offersDeclined += 1;
      }
    } catch (error) {
      // Riders cancel and offers run out while a driver thinks: refusals, not faults.
      if (!["OFFER_EXPIRED", "OFFER_ANSWERED", "OFFER_TAKEN"].includes(codeOf(error)))
        tally.error("answer an offer", error);
    }
  }
}

function isTooSoon(task: Task): boolean {
  return task.kind === "trip" && Date.now() < Date.parse(task.order.startedAt ?? "") + SHORTEST_TRIP_MS;
}

function standingAt({ lat, lng }: LatLng): DrivenRoute {
  return routeAlong([[lng, lat]], { speedMps: 1 });
}
