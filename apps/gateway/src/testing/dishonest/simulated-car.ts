import type { Actor } from "@atlas/core/actor";
import { bearingDeg, destination, haversineM, type LatLng } from "@atlas/core/geo";
import type { ReportedFix } from "@atlas/core/positions/reported-fix";

/** A brisk ride through a city. */
const SPEED_MPS = 9;
const FIX_EVERY_S = 10;
/** The phone sends what it has this often: younger than evidence has to be. */
const SEND_EVERY_S = 20;

export interface CarParts {
  readonly driver: Actor;
  readonly at: LatLng;
  readonly send: (driver: Actor, fixes: readonly ReportedFix[]) => Promise<number>;
  readonly advance: (ms: number) => Promise<void>;
}

/** What the phone makes of a leg. */
export interface PhoneHabits {
  /** It sends nothing, and forgets it. */
  readonly isOff?: boolean;
  /** It keeps what it has, and sends all of it at the end of the leg: a dead spot. */
  readonly isOffline?: boolean;
  /** What it says instead of the truth. */
  readonly forge?: (fix: ReportedFix) => ReportedFix;
}

/** A car whose true place is known, whatever its phone says. */
export class SimulatedCar {
  readonly driver: Actor;
  readonly #parts: CarParts;
  #at: LatLng;
  #drivenM = 0;

  constructor(parts: CarParts) {
    this.driver = parts.driver;
    this.#parts = parts;
    this.#at = parts.at;
  }

  /** Where it truly is. */
  get at(): LatLng {
    return this.#at;
  }

  /** How far it has truly driven so far. */
  get drivenM(): number {
    return this.#drivenM;
  }

  /** Drives straight to a place. */
  async drive(to: LatLng, habits: PhoneHabits = {}): Promise<void> {
    const from = this.#at;
    const lengthM = haversineM(from, to);
    const bearing = bearingDeg(from, to);
    await this.#spend(lengthM / SPEED_MPS, habits, (share) => destination(from, bearing, lengthM * share));
    this.#at = to;
    this.#drivenM += lengthM;
  }

  /** Stands where it is. */
  async wait(forS: number, habits: PhoneHabits = {}): Promise<void> {
    await this.#spend(forS, habits, () => this.#at);
  }

  /** Says so, true or not. Returns how many of the fixes were believed. */
  async say(...fixes: readonly ReportedFix[]): Promise<number> {
    return await this.#parts.send(this.driver, fixes);
  }

  async #spend(forS: number, habits: PhoneHabits, placeAt: (share: number) => LatLng): Promise<void> {
    const sendEveryS = habits.isOffline === true ? forS : SEND_EVERY_S;
    for (let sentS = 0; sentS < forS;) {
      const untilS = Math.min(forS, sentS + sendEveryS);
      await this.#parts.advance((untilS - sentS) * 1_000);
      if (habits.isOff !== true) await this.say(...fixesBetween(sentS, untilS, { forS, placeAt, habits }));
      sentS = untilS;
    }
  }
}

interface Leg {
  readonly forS: number;
  readonly placeAt: (share: number) => LatLng;
  readonly habits: PhoneHabits;
}

function fixesBetween(fromS: number, untilS: number, { forS, placeAt, habits }: Leg): ReportedFix[] {
  const fixes: ReportedFix[] = [];
  for (let ageS = untilS - fromS - FIX_EVERY_S; ageS > 0; ageS -= FIX_EVERY_S) {
    fixes.push(fixOf(placeAt((untilS - ageS) / forS), ageS));
  }
  fixes.push(fixOf(placeAt(untilS / forS), 0));
  return habits.forge === undefined ? fixes : fixes.map(habits.forge);
}

/** A fix as the app sends it. */
export function fixOf({ lat, lng }: LatLng, ageS = 0): ReportedFix {
  return { lat, lng, headingDeg: null, speedMps: null, accuracyM: 8, ageMs: ageS * 1_000 };
}
