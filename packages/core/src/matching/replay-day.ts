import { haversineM, type LatLng } from "../geo.ts";
import type { Eta } from "../routing.ts";
import { FORWARD_PAYS_FROM_S, forwardEtaS } from "./forward-eta.ts";
import { type MatchingPolicy, planRound } from "./plan-round.ts";
import type { RoundCandidate } from "./round-candidate.ts";
import { collectForMs } from "./round-window.ts";

/** A rider who asks at `tS` (seconds from the start of the day). */
export interface ReplayTrip {
  readonly tS: number;
  readonly pickup: LatLng;
  readonly dropoff: LatLng;
}

/** Seconds and metres by road. */
export type RoadEta = Pick<Eta, "durationS" | "distanceM">;

/** The roads that all policies drive on, whatever they know of them. */
export interface ReplayRoads {
  /** Distance and time from each origin to the destination; null for one that is too far. */
  etasTo(destination: LatLng, origins: readonly LatLng[]): Promise<readonly (RoadEta | null)[]>;
  /** Seconds of a trip. */
  tripS(trip: ReplayTrip): number;
}

export interface ReplayOptions {
  readonly policy: MatchingPolicy;
  /** Where the drivers start, one each. */
  readonly starts: readonly LatLng[];
  /** Where a driver goes who has waited in vain: somewhere that riders tend to be. */
  readonly betterPlace: (random: () => number) => LatLng;
  /** Uniform in [0, 1). */
  readonly random: () => number;
  /** Share of offers that are declined. */
  readonly declineShare: number;
  /** How long a rider waits for a match. */
  readonly patienceS: number;
  /** Drivers whose trip ends within this many seconds near a pickup count as well; 0 for none. */
  readonly forwardMaxRemainingS: number;
  /** Milliseconds from any origin, to measure the rounds. */
  readonly nowMs: () => number;
}

export interface ReplayReport {
  readonly trips: number;
  readonly servedShare: number;
  /** From the match to the pickup, of served trips. */
  readonly meanPickupEtaS: number;
  readonly p90PickupEtaS: number;
  /** From the request to the match. */
  readonly meanWaitS: number;
  /** Driven to pickups by road, kilometres a served trip. */
  readonly emptyKm: number;
  readonly meanRoundMs: number;
}

/** As in the service: who may get an offer, how long a response takes, how often unserved orders are retried. */
const RADIUS_M = 5_000;
const NEAREST = 24;
const FORWARD_RADIUS_M = 2_000;
const RESPONSE_S = 6;
const RETRY_S = 2;
/** After this long without a trip a driver looks for a better place. */
const PATIENT_S = 600;

interface Driver {
  readonly id: string;
  /** Where the driver stands, or where the last trip that was promised ends. */
  at: LatLng;
  freeAtS: number;
  /** When that trip starts; from then on the driver may be promised one more. */
  startsAtS: number;
  movedAtS: number;
  offersSeen: number;
  offersAccepted: number;
}

interface Near extends RoundCandidate {
  /** To the pickup by road. */
  readonly roadM: number;
}

interface Rider {
  readonly trip: ReplayTrip;
  readonly refusedBy: Set<string>;
  /** Not to be tried before; a driver is thinking about it. */
  heldUntilS: number;
  wasTried: boolean;
}

/** Plays a day of trips through the matching code on a clock of its own. The same input and seed give the same day. */
export async function replayDay(
  trips: readonly ReplayTrip[],
  roads: ReplayRoads,
  options: ReplayOptions,
): Promise<ReplayReport> {
  const day = new Day(roads, options);
  const queue = trips.toSorted((a, b) => a.tS - b.tS);
  const endS = (queue.at(-1)?.tS ?? 0) + options.patienceS;
  let next = 0;
  for (let nowS = Math.floor(queue[0]?.tS ?? 0); nowS <= endS; nowS += 1) {
    for (let trip = queue[next]; trip !== undefined && trip.tS <= nowS; trip = queue[next]) {
      day.ask(trip);
      next += 1;
    }
    await day.pass(nowS);
  }
  return day.report(trips.length);
}

class Day {
  readonly #roads: ReplayRoads;
  readonly #options: ReplayOptions;
  readonly #drivers: Driver[];
  #waiting: Rider[] = [];
  readonly #etasS: number[] = [];
  #waitedS = 0;
  #emptyM = 0;
  #rounds = 0;
  #roundsMs = 0;

  constructor(roads: ReplayRoads, options: ReplayOptions) {
    this.#roads = roads;
    this.#options = options;
    this.#drivers = options.starts.map((at, index) => ({
      id: String(index).padStart(6, "0"),
      at,
      freeAtS: 0,
      startsAtS: 0,
      movedAtS: 0,
      offersSeen: 0,
      offersAccepted: 0,
    }));
  }

  ask(trip: ReplayTrip): void {
    this.#waiting.push({ trip, refusedBy: new Set(), heldUntilS: 0, wasTried: false });
  }

  /** One second. */
  async pass(nowS: number): Promise<void> {
    for (const driver of this.#drivers) this.#move(driver, nowS);
    this.#waiting = this.#waiting.filter(({ trip }) => nowS - trip.tS <= this.#options.patienceS);
    const due = this.#dueAt(nowS);
    if (due.length > 0) await this.#round(due, nowS);
  }

  report(trips: number): ReplayReport {
    const sorted = this.#etasS.toSorted((a, b) => a - b);
    const served = Math.max(1, sorted.length);
    return {
      trips,
      servedShare: trips === 0 ? 0 : sorted.length / trips,
      meanPickupEtaS: sorted.reduce((sum, etaS) => sum + etaS, 0) / served,
      p90PickupEtaS: sorted[Math.floor(sorted.length * 0.9)] ?? 0,
      meanWaitS: this.#waitedS / served,
      emptyKm: this.#emptyM / 1_000 / served,
      meanRoundMs: this.#rounds === 0 ? 0 : this.#roundsMs / this.#rounds,
    };
  }

  #move(driver: Driver, nowS: number): void {
    if (nowS - Math.max(driver.freeAtS, driver.movedAtS) < PATIENT_S) return;
    driver.at = this.#options.betterPlace(this.#options.random);
    driver.movedAtS = nowS;
  }

  /** Fresh riders at once; in a batch, together with those around who found nobody, when their window ends. */
  #dueAt(nowS: number): Rider[] {
    const ready = this.#waiting.filter(({ heldUntilS }) => heldUntilS <= nowS);
    const unserved = ready.filter(({ wasTried }) => wasTried);
    if (this.#options.policy !== "batch") {
      return nowS % RETRY_S === 0 ? ready : ready.filter(({ wasTried }) => !wasTried);
    }
    if (unserved.length === 0) return ready;
    const windowS = collectForMs(unserved.length) / 1_000;
    if (nowS % windowS === 0) return ready;
    return ready.filter((rider) => !rider.wasTried && !unserved.some((other) => areNeighbours(rider, other)));
  }

  async #round(due: readonly Rider[], nowS: number): Promise<void> {
    const fleet = {
      free: this.#drivers.filter(({ freeAtS }) => freeAtS <= nowS),
      ending: this.#drivers.filter((driver) => this.#isEnding(driver, nowS)),
    };
    const orders = [];
    for (const [index, rider] of due.entries()) {
      const candidates = await this.#candidates(rider, fleet.free, nowS);
      if (!candidates.some(({ etaS }) => etaS !== null && etaS <= FORWARD_PAYS_FROM_S)) {
        candidates.push(...(await this.#forward(rider, fleet.ending, nowS)));
      }
      orders.push({ orderId: String(index), waitedS: nowS - rider.trip.tS, candidates });
    }
    const startedMs = this.#options.nowMs();
    const plans = planRound(orders, { policy: this.#options.policy });
    this.#roundsMs += this.#options.nowMs() - startedMs;
    this.#rounds += 1;
    for (const [index, rider] of due.entries()) {
      rider.wasTried = true;
      const driver = this.#drivers.find(({ id }) => id === plans[index]?.driverId);
      const candidate = orders[index]?.candidates.find(({ driverId }) => driverId === driver?.id);
      if (driver && candidate) this.#offer(rider, driver, candidate, nowS);
    }
  }

  async #candidates({ trip, refusedBy }: Rider, free: readonly Driver[], nowS: number): Promise<Near[]> {
    const near = free
      .filter(({ id }) => !refusedBy.has(id))
      .map((driver) => ({ driver, distanceM: haversineM(driver.at, trip.pickup) }))
      .filter(({ distanceM }) => distanceM <= RADIUS_M)
      .toSorted((a, b) => a.distanceM - b.distanceM)
      .slice(0, NEAREST);
    const etas = await this.#roads.etasTo(
      trip.pickup,
      near.map(({ driver }) => driver.at),
    );
    // Nobody is sent where no road leads, also not by a policy that knows no roads.
    return near.flatMap(({ driver, distanceM }, index) => {
      const eta = etas[index];
      if (eta == null) return [];
      const { id: driverId, offersSeen, offersAccepted } = driver;
      const { durationS: etaS, distanceM: roadM } = eta;
      return [{ driverId, distanceM, etaS, roadM, idleS: nowS - driver.freeAtS, offersSeen, offersAccepted }];
    });
  }

  #isEnding({ freeAtS, startsAtS }: Driver, nowS: number): boolean {
    // One who goes by straight lines knows no times.
    if (this.#options.policy === "straight-line") return false;
    return freeAtS > nowS && startsAtS <= nowS && freeAtS - nowS <= this.#options.forwardMaxRemainingS;
  }

  /** Those who will soon end a trip near the pickup. */
  async #forward({ trip, refusedBy }: Rider, ending: readonly Driver[], nowS: number): Promise<Near[]> {
    const near = ending
      .filter(({ id }) => !refusedBy.has(id))
      .map((driver) => ({ driver, distanceM: haversineM(driver.at, trip.pickup) }))
      .filter(({ distanceM }) => distanceM <= FORWARD_RADIUS_M);
    const etas = await this.#roads.etasTo(
      trip.pickup,
      near.map(({ driver }) => driver.at),
    );
    return near.flatMap(({ driver, distanceM }, index) => {
      const onward = etas[index];
      if (!onward) return [];
      const etaS = forwardEtaS({ remainingS: driver.freeAtS - nowS, onwardS: onward.durationS });
      const { id: driverId, offersSeen, offersAccepted } = driver;
      return [{ driverId, distanceM, roadM: onward.distanceM, etaS, idleS: 0, offersSeen, offersAccepted }];
    });
  }

  #offer(rider: Rider, driver: Driver, candidate: Near, nowS: number): void {
    driver.offersSeen += 1;
    rider.heldUntilS = nowS + RESPONSE_S;
    if (this.#options.random() < this.#options.declineShare) {
      rider.refusedBy.add(driver.id);
      rider.wasTried = false;
      driver.freeAtS = Math.max(driver.freeAtS, nowS + RESPONSE_S);
      return;
    }
    const etaS = candidate.etaS ?? 0;
    driver.offersAccepted += 1;
    driver.at = rider.trip.dropoff;
    driver.startsAtS = nowS + etaS;
    driver.freeAtS = nowS + etaS + this.#roads.tripS(rider.trip);
    this.#etasS.push(etaS);
    this.#waitedS += nowS - rider.trip.tS;
    this.#emptyM += candidate.roadM;
    this.#waiting = this.#waiting.filter((other) => other !== rider);
  }
}

function areNeighbours(a: Rider, b: Rider): boolean {
  return haversineM(a.trip.pickup, b.trip.pickup) <= RADIUS_M;
}
