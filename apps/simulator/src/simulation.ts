import type { RouterOutputs } from "@atlas/api/router";
import type { LatLng } from "@atlas/core/geo";
import type { VehicleType } from "@atlas/core/vehicle";
import { connectAs } from "./connection.ts";
import type { Account, AccountBook } from "./open-accounts.ts";
import { exponential } from "./random.ts";
import { SimulatedDriver } from "./simulated-driver.ts";
import { SimulatedRider } from "./simulated-rider.ts";
import { codeOf } from "./tally.ts";
import type { World } from "./world.ts";

export interface FleetSize {
  readonly drivers: number;
  readonly riders: number;
  readonly ordersPerMinute: number;
}

const OPENED_AT_ONCE = 8;
const CAR_SHARE = 0.3;
const AUTO_ACCEPT_SHARE = 0.2;
const LEAST_CREDIT_MINOR = 100_000n;
const TOP_UP_MINOR = 200_000n;
const MODELS: { readonly [V in VehicleType]: readonly string[] } = {
  "go-ride": ["Honda Vario 125", "Yamaha NMAX", "Honda Beat", "Suzuki Satria"],
  "go-car": ["Toyota Avanza", "Daihatsu Xenia", "Honda Brio", "Suzuki Ertiga"],
};

/** Drivers on the road and riders who order at random, until it is wound down. */
export class Simulation {
  readonly #world: World;
  readonly #gateway: string;
  readonly #accounts: AccountBook;
  readonly #size: FleetSize;
  readonly #drivers: SimulatedDriver[] = [];
  readonly #riders: SimulatedRider[] = [];
  readonly #freeRiders: SimulatedRider[] = [];
  #ridersOpened = 0;
  #nextOrder: NodeJS.Timeout | undefined;
  #isOver = false;

  constructor(world: World, options: { gateway: string; accounts: AccountBook; size: FleetSize }) {
    this.#world = world;
    this.#gateway = options.gateway;
    this.#accounts = options.accounts;
    this.#size = options.size;
  }

  get driversOnline(): number {
    return this.#drivers.length;
  }

  /** Signs the fleet in and puts it on the road. `onProgress` hears how many are. */
  async putDriversOnline(onProgress: (online: number) => void): Promise<void> {
    let next = 0;
    const worker = async (): Promise<void> => {
      while (next < this.#size.drivers && !this.#isOver) {
        const index = next;
        next += 1;
        try {
          await this.#putOnline(await this.#accounts.open("driver", index), index);
        } catch (error) {
          this.#world.tally.error("put a driver online", error);
        }
        onProgress(this.#drivers.length);
      }
    };
    await Promise.all(Array.from({ length: OPENED_AT_ONCE }, worker));
    this.#accounts.save();
  }

  /** From now on riders order, one by one and at random. */
  startOrdering(): void {
    if (this.#size.ordersPerMinute === 0) return;
    const waitMs = exponential(this.#world.random, 60_000 / this.#size.ordersPerMinute);
    this.#nextOrder = setTimeout(() => {
      void this.#order();
      if (!this.#isOver) this.startOrdering();
    }, waitMs);
  }

  /** Ends every ride and takes every driver offline, so that nobody stays in the middle of a trip. */
  async windDown(): Promise<void> {
    this.#end();
    await Promise.all(this.#riders.map((rider) => rider.leave()));
    await Promise.all(this.#drivers.map((driver) => driver.goOffline()));
  }

  /** Hangs up at once; the next run of the same fleet takes its rides up again. */
  async abandon(): Promise<void> {
    this.#end();
    await Promise.all([...this.#riders, ...this.#drivers].map((person) => person.vanish()));
  }

  #end(): void {
    this.#isOver = true;
    clearTimeout(this.#nextOrder);
    this.#accounts.save();
  }

  async #putOnline(account: Account, index: number): Promise<void> {
    const connection = connectAs(this.#gateway, account.token);
    const { api } = connection;
    const profile = await api.driver.profile.query({});
    if (!profile.vehicles.some((vehicle) => vehicle.isActive)) {
      const vehicleType = this.#world.random() < CAR_SHARE ? "go-car" : "go-ride";
      const model = MODELS[vehicleType][index % MODELS[vehicleType].length] ?? "";
      await api.driver.saveVehicle.mutate({ vehicleType, model, plate: plateOf(account.email, index) });
    }
    // Cash trips are offered only to drivers with some credit, out of which their commission is paid.
    if (BigInt(profile.creditMinor) < LEAST_CREDIT_MINOR) {
      const amountMinor = TOP_UP_MINOR.toString();
      await api.wallet.topUp.mutate({ amountMinor, idempotencyKey: crypto.randomUUID() });
    }
    const position = await lastPosition(() => api.tracker.driverLocation.query({ driverId: account.userId }));
    const autoAccept = this.#world.random() < AUTO_ACCEPT_SHARE;
    const driver = new SimulatedDriver(this.#world, connection, position ?? this.#world.roads.randomPlace());
    await driver.goOnline(autoAccept);
    this.#drivers.push(driver);
  }

  async #order(): Promise<void> {
    const { tally } = this.#world;
    try {
      const rider = this.#freeRiders.pop() ?? (await this.#newRider());
      if (rider === null) {
        tally.counts.ordersWithoutRider += 1;
        return;
      }
      await rider.ride();
      this.#freeRiders.push(rider);
    } catch (error) {
      tally.error("sign a rider in", error);
    }
  }

  async #newRider(): Promise<SimulatedRider | null> {
    const index = this.#ridersOpened;
    if (index >= this.#size.riders || this.#isOver) return null;
    this.#ridersOpened += 1;
    const { token } = await this.#accounts.open("web", index);
    const rider = new SimulatedRider(this.#world, connectAs(this.#gateway, token));
    this.#riders.push(rider);
    return rider;
  }
}

/** A driver who was on the road a moment ago goes on from there: the tracker refuses jumps. */
async function lastPosition(
  read: () => Promise<RouterOutputs["tracker"]["driverLocation"]>,
): Promise<LatLng | undefined> {
  try {
    const { lat, lng } = await read();
    return { lat, lng };
  } catch (error) {
    if (["POSITION_UNKNOWN", "DRIVER_NOT_FOUND", "NOT_FOUND"].includes(codeOf(error))) return undefined;
    throw error;
  }
}

/** Different for every driver of every fleet. */
function plateOf(email: string, index: number): string {
  let hash = 0;
  for (const letter of email.replace(/\d+/g, "")) hash = (hash * 31 + letter.charCodeAt(0)) % 17_576;
  const letters = [676, 26, 1].map((unit) => String.fromCharCode(65 + (Math.floor(hash / unit) % 26))).join("");
  return `B ${1_001 + index} ${letters}`;
}
