import type { Actor } from "@atlas/core/actor";
import { DomainError } from "@atlas/core/errors";
import { DEFAULT_TARIFFS } from "@atlas/core/fare";
import { bearingDeg, destination, haversineM, type LatLng } from "@atlas/core/geo";
import type { UpkeepTask } from "@atlas/queue/catalog";
import { JAKARTA } from "@atlas/services/demo/jakarta";
import { setAvailability } from "@atlas/services/dispatch/set-availability";
import { makeGpsPartitions } from "@atlas/services/history/gps-partitions";
import { runUpkeep } from "@atlas/services/jobs/upkeep";
import { cancelOrder } from "@atlas/services/orders/cancel-order";
import { confirmFare } from "@atlas/services/orders/confirm-fare";
import { endAsNoShow } from "@atlas/services/orders/end-as-no-show";
import { updateOrderStatus } from "@atlas/services/orders/update-order-status";
import { getOrder } from "@atlas/services/orders/views/get-order";
import type { OrderView } from "@atlas/services/orders/views/order-view";
import { BLOK_M, MONAS, type TestWorld } from "@atlas/services/testing/test-world";
import { walletBalance } from "@atlas/services/wallet/balance";
import { requestPayout } from "@atlas/services/wallet/payouts";
import { fareOfTruth } from "./fare-of-truth.ts";
import { SimulatedCar } from "./simulated-car.ts";
import type { SimulatedIntake } from "./simulated-intake.ts";

/** What the worker looks after every few seconds. */
const WATCHED: readonly UpkeepTask[] = ["expire-orders", "expire-offers", "lost-arrivals", "watch-trips"];
const RETENTION = { gpsRetentionDays: 90, dispatchRetentionDays: 30 };
/** A rider is at the next corner: more than a fresh position may be off, so that who stands still is not there. */
const PICKUP_AWAY_M = 400;

export const TARIFF = {
  ...DEFAULT_TARIFFS["go-ride"],
  commissionBasisPoints: JAKARTA.commissionBps ?? 0,
  taxBasisPoints: JAKARTA.taxBps ?? 0,
};

/** An order with the car that was sent. */
export interface Ride {
  readonly rider: Actor;
  readonly car: SimulatedCar;
  readonly order: OrderView;
}

/** A ride under way: where it truly began. */
export interface Trip extends Ride {
  readonly startedMs: number;
  readonly startedAtM: number;
}

export type Step = "ARRIVED" | "STARTED" | "FINISHED";

/** Riders and cars in a world whose time is moved by what they do. */
export class Stage {
  readonly world: TestWorld;
  readonly #intake: SimulatedIntake;
  #keys = 0;

  constructor(world: TestWorld, intake: SimulatedIntake) {
    this.world = world;
    this.#intake = intake;
  }

  get nowMs(): number {
    return this.world.ctx.clock().getTime();
  }

  /** A driver of this much credit, whose car stands somewhere in the city. */
  async addCar(nth: number, creditMinor: bigint): Promise<SimulatedCar> {
    const at = destination(MONAS, (nth * 67) % 360, 500 + ((nth * 331) % 3_500));
    const driver = await this.world.addDriver({ at, creditMinor, autoAccept: true });
    return new SimulatedCar({
      driver,
      at,
      send: (sender, fixes) => this.#intake.send(sender, fixes),
      advance: this.world.advance,
    });
  }

  /** A rider nearby orders a trip towards the south of the city; null when the car is not sent, and nobody else is there. */
  async book(car: SimulatedCar, { lengthM, paymentMethod }: Booking): Promise<Ride | null> {
    const { ctx } = this.world;
    await makeGpsPartitions(ctx);
    await car.wait(40);
    await setAvailability(ctx, car.driver, { isAvailable: true, autoAccept: true });
    const rider = await this.world.addRider();
    const pickup = towardsCentre(car.at, PICKUP_AWAY_M);
    const order = await this.world.book(rider, { pickup, dropoff: towardsCentre(pickup, lengthM), paymentMethod });
    await this.world.work();
    const booked = await getOrder(ctx, rider, order);
    if (booked.driver?.driverId === car.driver.userId) return { rider, car, order: booked };
    await cancelOrder(ctx, rider, order);
    return null;
  }

  /** Presses a button; "I am here" where the driver insists. Returns whether it was accepted. */
  async press({ car, order }: Ride, status: Step, { isInsisting = false } = {}): Promise<boolean> {
    const override = isInsisting ? { note: "I am here" } : undefined;
    const isAccepted = await accepted(
      updateOrderStatus(this.world.ctx, car.driver, { orderId: order.orderId, status, override }),
    );
    if (status === "FINISHED") await this.world.work();
    return isAccepted;
  }

  /** Drives to the pickup, says so and takes the rider up. */
  async pickUp(ride: Ride): Promise<Trip> {
    const { car, order } = ride;
    await car.drive(order.pickup);
    if (!(await this.press(ride, "ARRIVED"))) throw new Error("an honest arrival was refused");
    await car.wait(30);
    if (!(await this.press(ride, "STARTED"))) throw new Error("an honest start was refused");
    return { ...ride, startedMs: this.nowMs, startedAtM: car.drivenM };
  }

  /** What the trip, if it truly ended here and now, is worth. */
  worthNow({ car, order, startedMs, startedAtM }: Trip): bigint {
    const trip = {
      drivenM: car.drivenM - startedAtM,
      durationS: (this.nowMs - startedMs) / 1_000,
      leftM: haversineM(car.at, order.dropoff),
      straightM: haversineM(order.pickup, order.dropoff),
      quoteMinor: BigInt(order.fareMinor),
    };
    return fareOfTruth(trip, TARIFF);
  }

  /** The rider says whether they have arrived, if they are asked; silence is ten minutes of it. */
  async sayArrived({ rider, order }: Ride, said: "yes" | "no" | "nothing"): Promise<void> {
    const { ctx } = this.world;
    const { fareReason } = await getOrder(ctx, rider, order);
    if (fareReason?.question?.answer !== null) return;
    if (said === "nothing") {
      await this.world.advance(601_000);
      await this.#upkeep("expire-fare-questions");
    } else await confirmFare(ctx, rider, { orderId: order.orderId, hasArrived: said === "yes" });
    await this.world.work();
  }

  /** What the driver has, less what is owed; money that a payout holds is still there. */
  async positionOf(driver: Actor): Promise<bigint> {
    const { postedMinor, debtMinor } = await walletBalance(this.world.ctx, driver, {});
    return BigInt(postedMinor) - BigInt(debtMinor);
  }

  /** What the driver has been given in cash for it. */
  async cashOf(ride: Ride | null): Promise<bigint> {
    if (ride === null) return 0n;
    const { paymentMethod, status, finalFareMinor } = await getOrder(this.world.ctx, ride.rider, ride.order);
    return paymentMethod === "cash" && status === "FINISHED" ? BigInt(finalFareMinor ?? 0) : 0n;
  }

  async goOffline({ driver }: SimulatedCar): Promise<void> {
    await setAvailability(this.world.ctx, driver, { isAvailable: false });
  }

  async endAsNoShow({ car, order }: Ride): Promise<boolean> {
    const isAccepted = await accepted(endAsNoShow(this.world.ctx, car.driver, { orderId: order.orderId }));
    await this.world.work();
    return isAccepted;
  }

  /** Ends the order, if it goes on. */
  async cancel(by: Actor, { order }: Ride): Promise<void> {
    await accepted(cancelOrder(this.world.ctx, by, { orderId: order.orderId }));
    await this.world.work();
  }

  /** Asks for the whole wallet in money; returns what was accepted. */
  async payOut(driver: Actor): Promise<bigint> {
    const { ctx } = this.world;
    const { availableMinor } = await walletBalance(ctx, driver, {});
    const amountMinor = BigInt(availableMinor);
    if (amountMinor === 0n) return 0n;
    this.#keys += 1;
    const asked = requestPayout(ctx, driver, { amountMinor, idempotencyKey: `payout-${this.#keys}-of-all` });
    return (await accepted(asked)) ? amountMinor : 0n;
  }

  /** What the worker does by the by. */
  async watch(): Promise<void> {
    for (const task of WATCHED) await this.#upkeep(task);
    await this.world.work();
  }

  async #upkeep(task: UpkeepTask): Promise<void> {
    const { ctx } = this.world;
    await runUpkeep({ services: ctx, longServices: ctx, retention: RETENTION }, task);
  }
}

export interface Booking {
  readonly lengthM: number;
  readonly paymentMethod: "wallet" | "cash";
}

/** Away from a place, and never out of the city. */
function towardsCentre(from: LatLng, byM: number): LatLng {
  const centre = haversineM(from, MONAS) > 3_000 ? MONAS : BLOK_M;
  return destination(from, bearingDeg(from, centre), byM);
}

async function accepted(command: Promise<unknown>): Promise<boolean> {
  try {
    await command;
    return true;
  } catch (error) {
    if (error instanceof DomainError) return false;
    throw error;
  }
}
