import { destination, type LatLng } from "@atlas/core/geo";
import type { PhoneHabits, SimulatedCar } from "./simulated-car.ts";
import { fixOf } from "./simulated-car.ts";
import type { Booking, Ride, Stage, Trip } from "./stage.ts";

/** What came of a ride: the one, null when the car was not sent, and what it is truly worth. */
export interface RideOutcome {
  readonly ride: Ride | null;
  /** Before commission and tax. */
  readonly worthMinor: bigint;
  /** A fee is the driver's whole. */
  readonly isFee?: boolean;
  /** Money that was asked for and given although it was not there. */
  readonly overpaidMinor?: bigint;
}

/** One ride of a driver, by one method; `nth` varies it. */
export type RideMethod = (stage: Stage, car: SimulatedCar, nth: number) => Promise<RideOutcome>;

const NOT_SENT: RideOutcome = { ride: null, worthMinor: 0n };
const NO_SHOW_FEE_MINOR = 5_000n;
const FREE_WAITING_S = 300;

const SHORTEST_M = 900;

function bookingOf(nth: number, paymentMethod: Booking["paymentMethod"] = "wallet", leastM = SHORTEST_M): Booking {
  return { lengthM: leastM + ((nth * 137) % 1_500), paymentMethod };
}

interface RiderOptions {
  readonly paymentMethod?: Booking["paymentMethod"];
  readonly says?: "yes" | "no" | "by turns";
  readonly leastM?: number;
}

/** A ride whose rider is truly taken up; `during` is what becomes of it then. */
function withRider(
  during: (stage: Stage, trip: Trip, nth: number) => Promise<void>,
  options: RiderOptions = {},
): RideMethod {
  return async (stage, car, nth) => {
    const ride = await stage.book(car, bookingOf(nth, options.paymentMethod, options.leastM));
    if (ride === null) return NOT_SENT;
    const trip = await stage.pickUp(ride);
    await during(stage, trip, nth);
    await stage.watch();
    const worthMinor = stage.worthNow(trip);
    if (!(await stage.press(ride, "FINISHED"))) throw new Error("the end of a trip was refused");
    const says = options.says ?? "yes";
    await stage.sayArrived(ride, says === "by turns" ? (nth % 2 === 0 ? "no" : "nothing") : says);
    return { ride, worthMinor };
  };
}

async function driveAll({ car, order }: Trip, habits: PhoneHabits = {}): Promise<void> {
  await car.drive(order.dropoff, habits);
}

/** A share of the route to the destination. */
function along({ order: { pickup, dropoff } }: Ride, share: number): LatLng {
  return {
    lat: pickup.lat + (dropoff.lat - pickup.lat) * share,
    lng: pickup.lng + (dropoff.lng - pickup.lng) * share,
  };
}

/** What happens to drivers who do as they should. */
export const HONEST: readonly RideMethod[] = [
  withRider(async (_stage, trip) => driveAll(trip)),
  withRider(async (_stage, trip) => driveAll(trip), { paymentMethod: "cash" }),
  // A dead spot: the phone sends later what it has kept.
  withRider(async (_stage, trip) => {
    await trip.car.drive(along(trip, 0.3));
    await trip.car.drive(along(trip, 0.7), { isOffline: true });
    await driveAll(trip);
  }),
  // A tunnel, then a traffic jam, and the rider gets off around the corner.
  withRider(async (_stage, trip) => {
    await trip.car.drive(along(trip, 0.5));
    await trip.car.drive(along(trip, 0.6), { isOff: true });
    await trip.car.wait(90);
    await trip.car.drive(destination(trip.order.dropoff, 90, 150));
  }),
  // A phone that loses its GPS for the rest of the route: the rider says that they have arrived.
  withRider(async (_stage, trip) => {
    await trip.car.drive(along(trip, 0.4));
    await driveAll(trip, { isOff: true });
    await trip.car.wait(70, { isOff: true });
  }),
  async function waitForNobody(stage, car, nth) {
    const ride = await stage.book(car, bookingOf(nth));
    if (ride === null) return NOT_SENT;
    await car.drive(ride.order.pickup);
    await stage.press(ride, "ARRIVED");
    await car.wait(FREE_WAITING_S + 20);
    await stage.watch();
    await stage.endAsNoShow(ride);
    return { ride, worthMinor: NO_SHOW_FEE_MINOR, isFee: true };
  },
];

/** What drivers try who want more than they are owed. */
export const CHEAT_METHODS: Readonly<Record<string, RideMethod>> = {
  async "presses all steps without moving"(stage, car, nth) {
    const ride = await stage.book(car, bookingOf(nth));
    if (ride === null) return NOT_SENT;
    for (const status of ["ARRIVED", "STARTED"] as const) await stage.press(ride, status, { isInsisting: true });
    const trip = { ...ride, startedMs: stage.nowMs, startedAtM: car.drivenM };
    await car.wait(nth % 2 === 0 ? 5 : 400);
    await stage.watch();
    const worthMinor = stage.worthNow(trip);
    await stage.press(ride, "FINISHED");
    await stage.sayArrived(ride, "nothing");
    return { ride, worthMinor };
  },
  async "arrives from afar and waits for the fee"(stage, car, nth) {
    const ride = await stage.book(car, bookingOf(nth));
    if (ride === null) return NOT_SENT;
    // Every other one says a speed as well, as if on the way.
    const forge: PhoneHabits = nth % 2 === 0 ? {} : { forge: (fix) => ({ ...fix, speedMps: 8 }) };
    if (nth % 2 === 0) await stage.press(ride, "ARRIVED", { isInsisting: true });
    await car.wait(FREE_WAITING_S + 20, forge);
    await stage.endAsNoShow(ride);
    await stage.cancel(ride.rider, ride);
    return { ride, worthMinor: 0n, isFee: true };
  },
  "stands still, then finishes": withRider(async (_stage, trip) => trip.car.wait(600), { says: "no" }),
  "turns the GPS off during the trip": withRider(async (_stage, trip) => trip.car.wait(400, { isOff: true }), {
    says: "by turns",
  }),
  // As long as no car could have got there: a phone that says it later than that is believed, and only alarms somebody.
  "teleports to the destination": withRider(
    async (_stage, { car, order }) => {
      for (let tries = 0; tries < 6; tries += 1) {
        await car.wait(4, { isOff: true });
        if ((await car.say(fixOf(order.dropoff))) > 0) throw new Error("a car was believed to fly");
      }
      await car.wait(60, { isOff: true });
    },
    { says: "by turns", leastM: 5_000 },
  ),
  "invents positions along the route": withRider(
    async (_stage, trip) => {
      for (let step = 1; step <= 12; step += 1) {
        const place = along(trip, step / 12);
        await trip.car.wait(20, { forge: (fix) => ({ ...fix, ...place, isMock: true }) });
      }
    },
    { says: "by turns" },
  ),
  "finishes halfway": withRider(async (_stage, trip) => trip.car.drive(along(trip, 0.5)), { says: "no" }),
  async "leaves the pickup and claims a no-show"(stage, car, nth) {
    const ride = await stage.book(car, bookingOf(nth));
    if (ride === null) return NOT_SENT;
    await car.drive(ride.order.pickup);
    await stage.press(ride, "ARRIVED");
    await car.drive(destination(ride.order.pickup, 0, 900), nth % 2 === 0 ? {} : { isOff: true });
    await car.wait(FREE_WAITING_S, nth % 2 === 0 ? {} : { isOff: true });
    await stage.watch();
    await stage.endAsNoShow(ride);
    // Who is handed back looks for another car, and gives up.
    if (nth % 4 < 2) await stage.cancel(car.driver, ride);
    await stage.cancel(ride.rider, ride);
    return { ride, worthMinor: 0n, isFee: true };
  },
  async "drives for cash without credit, and asks for a payout"(stage, car, nth) {
    const cash = withRider(async (_stage, trip) => driveAll(trip), {
      paymentMethod: nth % 3 === 0 ? "wallet" : "cash",
    });
    const outcome = await cash(stage, car, nth);
    const before = await stage.positionOf(car.driver);
    const paidOutMinor = await stage.payOut(car.driver);
    const coveredMinor = before > 0n ? before : 0n;
    return { ...outcome, overpaidMinor: paidOutMinor > coveredMinor ? paidOutMinor - coveredMinor : 0n };
  },
  "has set its clock ahead, or back": withRider(
    async (stage, trip, nth) => {
      const offMs = nth % 2 === 0 ? 900_000 : -900_000;
      await trip.car.wait(200, {
        forge: ({ ageMs, ...fix }) => ({ ...fix, recordedAt: Math.round(stage.nowMs - (ageMs ?? 0) + offMs) }),
      });
    },
    { says: "no" },
  ),
};
