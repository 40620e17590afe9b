import { readdirSync } from "node:fs";
import { join, resolve } from "node:path";

/** What is mutated in one go, and the tests that have to notice. Patterns and files are below `folder`. */
export interface Piece {
  readonly name: string;
  /** The package. */
  readonly folder: string;
  readonly mutate: readonly string[];
  readonly tests: readonly string[];
  /** Whether the tests need the Postgres and Redis that ATLAS_TEST_DATABASE_URL and ATLAS_TEST_REDIS_URL name. */
  readonly needsServers: boolean;
}

/** The least share of core's mutants, in percent, that its tests notice. */
export const CORE_MIN_SCORE = 85;
const CORE = "packages/core";
const SERVICES = "packages/services";
const GATEWAY = "apps/gateway";

/** A folder's mutants are for that folder's tests to find, which stand beside the code. */
function core(name: string, mutate: readonly string[], tests: readonly string[]): Piece {
  return { name: `core ${name}`, folder: CORE, mutate: [...mutate, "!src/**/*.test.ts"], tests, needsServers: false };
}

/** A file whose guards an outage, a race or a stranger meets, and the tests that trip them on real servers. */
function guard(folder: string, file: string, ...tests: readonly string[]): Piece {
  const name = `guard ${file.slice(file.lastIndexOf("/") + 1, -".ts".length)}`;
  return { name, folder, mutate: [`src/${file}`], tests: tests.map((test) => `src/${test}`), needsServers: true };
}

const ROAD_SEARCHES = [
  "build-road-graph",
  "eta-search",
  "forbidden-paths",
  "mark-main-parts",
  "path-search",
  "restrict-turns",
  "snap",
  "strongly-connected",
].map((name) => `src/roads/${name}.ts`);

const SPLIT_FOLDERS = ["matching", "overload", "roads"];

/** A folder of core is a piece by itself as soon as it exists, but for those that are split below. */
function wholeFolders(): Piece[] {
  return readdirSync(join(resolve(import.meta.dirname, "../.."), CORE, "src"), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !SPLIT_FOLDERS.includes(entry.name))
    .map(({ name }) => core(name, [`src/${name}/**/*.ts`], [`src/${name}/**/*.test.ts`]));
}

export const PIECES: readonly Piece[] = [
  core("ground", ["src/*.ts"], ["src/*.test.ts"]),
  ...wholeFolders(),
  core("matching", ["src/matching/*.ts", "!src/matching/replay-day.ts"], ["src/matching/!(replay-day).test.ts"]),
  // A day of trips runs through all of matching, says little about each file of it, and takes seconds.
  core("replay", ["src/matching/replay-day.ts"], ["src/matching/replay-day.test.ts"]),
  core("overload", ["src/overload/*.ts", "!src/overload/simulated-server.ts"], ["src/overload/*.test.ts"]),
  // Routes over random towns are for what finds them; the tables and tools below are quick to test by themselves.
  core("roads", ROAD_SEARCHES, ["src/roads/*.test.ts"]),
  core(
    "road tables",
    ["src/roads/*.ts", "!src/roads/road-fixture.ts", ...ROAD_SEARCHES.map((file) => `!${file}`)],
    ["src/roads/!(road-graph|turn-restrictions|snap).test.ts"],
  ),
  guard(GATEWAY, "auth/session-reader.ts", "auth/session-reader.pg.test.ts"),
  guard(GATEWAY, "ingest/validate-ping.ts", "ingest/validate-ping.test.ts"),
  guard(SERVICES, "orders/rate-order.ts", "orders/trip.pg.test.ts"),
  guard(SERVICES, "orders/driver-progress.ts", "orders/driver-progress.pg.test.ts", "orders/cancel-order.pg.test.ts"),
  guard(SERVICES, "orders/record/promote-next.ts", "orders/record/promote-next.pg.test.ts"),
  guard(SERVICES, "dispatch/set-availability.ts", "dispatch/set-availability.pg.test.ts"),
  guard(SERVICES, "dispatch/offers/close-offer.ts", "dispatch/offers/{close-offer,offers}.pg.test.ts"),
  guard(SERVICES, "dispatch/offers/match-driver.ts", "dispatch/offers/offers.pg.test.ts"),
  guard(SERVICES, "dispatch/offers/accept-offer.ts", "dispatch/offers/{accept-offer,offers}.pg.test.ts"),
  guard(SERVICES, "dispatch/rounds/offer-order.ts", "dispatch/rounds/offer-order.pg.test.ts"),
  guard(SERVICES, "dispatch/rounds/searching-orders.ts", "dispatch/rounds/searching-orders.pg.test.ts"),
];
