import { openTestWorld } from "@atlas/services/testing/test-world";
import { checkLedger } from "./check-ledger.ts";
import { netOf } from "./fare-of-truth.ts";
import { HONEST, type RideOutcome, CHEAT_METHODS, type RideMethod } from "./rides.ts";
import type { SimulatedCar } from "./simulated-car.ts";
import { SimulatedIntake } from "./simulated-intake.ts";
import { Stage, TARIFF } from "./stage.ts";

const CREDIT_MINOR = 100_000n;

/** The totals of a method of driving, after commission and tax. */
export interface CheatTally {
  readonly method: string;
  readonly isHonest: boolean;
  trips: number;
  /** What honest evidence pays. */
  owedMinor: bigint;
  paidMinor: bigint;
  /** Paid beyond that, ride by ride. */
  earnedMinor: bigint;
  /** Short of that, ride by ride. */
  lostMinor: bigint;
}

export interface DishonestOptions {
  readonly trips: number;
  readonly ridesPerDriver: number;
  /** One driver of so many cheats. */
  readonly driversPerCheat: number;
  readonly onTrip?: (done: number) => void;
}

const NO_CREDIT = new Set(["drives for cash without credit, and asks for a payout"]);

export interface DishonestRun {
  readonly tallies: readonly CheatTally[];
  /** What is wrong with the ledger afterwards. */
  readonly faults: readonly string[];
}

/** Drives so many trips, where some drivers want more than they are owed, in simulated time, on the servers of the tests. */
export async function runDishonest(options: DishonestOptions): Promise<DishonestRun> {
  const { trips, ridesPerDriver, driversPerCheat } = options;
  await using world = await openTestWorld();
  await using intake = await SimulatedIntake.open(world);
  const stage = new Stage(world, intake);
  const cheats = Object.entries(CHEAT_METHODS);
  const tallies = new Map<string, CheatTally>();
  const drivers = Math.ceil(trips / ridesPerDriver);
  let done = 0;
  for (let nth = 0; nth < drivers; nth += 1) {
    const isCheat = nth % driversPerCheat === 0;
    const [method, cheat] = cheats[(nth / driversPerCheat) % cheats.length] ?? ["", undefined];
    const car = await stage.addCar(nth, isCheat && NO_CREDIT.has(method) ? 0n : CREDIT_MINOR);
    for (let ride = 0; ride < ridesPerDriver && done < trips; ride += 1) {
      const honest = HONEST[done % HONEST.length];
      const rideIt = isCheat ? cheat : honest;
      if (rideIt === undefined) throw new Error("there is no such method");
      const tally = tallyOf(tallies, isCheat ? method : "drives as it should", !isCheat);
      await measure(stage, car, { rideIt, nth: done, tally });
      done += 1;
      options.onTrip?.(done);
    }
  }
  await world.work();
  return { tallies: [...tallies.values()], faults: await checkLedger(world) };
}

function tallyOf(tallies: Map<string, CheatTally>, method: string, isHonest: boolean): CheatTally {
  const known = tallies.get(method);
  if (known !== undefined) return known;
  const fresh = { method, isHonest, trips: 0, owedMinor: 0n, paidMinor: 0n, earnedMinor: 0n, lostMinor: 0n };
  tallies.set(method, fresh);
  return fresh;
}

interface Measured {
  readonly rideIt: RideMethod;
  readonly nth: number;
  readonly tally: CheatTally;
}

async function measure(stage: Stage, car: SimulatedCar, { rideIt, nth, tally }: Measured): Promise<void> {
  const before = await stage.positionOf(car.driver);
  const outcome = await rideIt(stage, car, nth);
  if (tally.isHonest && outcome.ride === null) throw new Error("an honest driver was not sent");
  const gained = (await stage.positionOf(car.driver)) - before;
  const paidMinor = gained + (await stage.cashOf(outcome.ride)) + (outcome.overpaidMinor ?? 0n);
  const owedMinor = owedBy(outcome);
  tally.trips += 1;
  tally.owedMinor += owedMinor;
  tally.paidMinor += paidMinor;
  if (paidMinor > owedMinor) tally.earnedMinor += paidMinor - owedMinor;
  else tally.lostMinor += owedMinor - paidMinor;
  await stage.goOffline(car);
}

function owedBy({ worthMinor, isFee }: RideOutcome): bigint {
  return isFee === true || worthMinor === 0n ? worthMinor : netOf(worthMinor, TARIFF);
}
