import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { seededRandom } from "@atlas/core/seeded-random";
import { isInServiceArea } from "@atlas/core/service-area";
import { z } from "zod";
import { openCityRoads } from "./city-roads.ts";
import { connectAs } from "./connection.ts";
import { AccountBook } from "./open-accounts.ts";
import { readOptions, type SimulationOptions } from "./options.ts";
import { report, statusLine } from "./report.ts";
import { Simulation } from "./simulation.ts";
import { Tally } from "./tally.ts";

const STATUS_EVERY_MS = { short: 10_000, endless: 60_000 };
const ROOT = resolve(import.meta.dirname, "../../..");

const stackSchema = z.object({
  gateway: z.url(),
  web: z.url(),
  driver: z.url(),
  accounts: z.object({ service: z.object({ token: z.string() }) }),
});

/** Resolves with the first signal that asks the process to end. */
function interruption(): Promise<"interrupted"> {
  return new Promise((end) => {
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => end("interrupted"));
  });
}

async function simulate(options: SimulationOptions): Promise<void> {
  if (!existsSync(options.stackFile)) {
    throw new Error(`No stack is running: ${options.stackFile} does not exist. Start one with \`npm start\`.`);
  }
  const { accounts, ...addresses } = stackSchema.parse(JSON.parse(readFileSync(options.stackFile, "utf8")));
  const random = options.seed === undefined ? Math.random : seededRandom(options.seed);
  const observer = connectAs(addresses.gateway, accounts.service.token);
  const city = await observer.api.city.get.query({});
  await observer.close();
  const tally = new Tally();
  const roads = openCityRoads(city, process.env["ATLAS_CITY_DIR"] ?? resolve(ROOT, "data/cities"), random);
  if (!isInServiceArea(city.serviceArea, roads.randomPlace())) throw new Error("The city has no place to be at.");
  const book = new AccountBook({
    addresses,
    serviceToken: accounts.service.token,
    fleet: options.fleet,
    stackFile: options.stackFile,
  });
  const simulation = new Simulation(
    { roads, tally, random, pace: options.pace },
    { gateway: addresses.gateway, accounts: book, size: options },
  );

  const interrupted = interruption();
  const online = simulation.putDriversOnline((count) => {
    if (count % 100 === 0) console.log(`${count} drivers online`);
  });
  if ((await Promise.race([online, interrupted])) === "interrupted") return simulation.abandon();
  console.log(`${simulation.driversOnline} drivers online; riders order ${options.ordersPerMinute} times a minute`);
  tally.forgetPings();
  simulation.startOrdering();
  const startedAt = performance.now();
  const elapsedS = (): number => (performance.now() - startedAt) / 1_000;
  const every = options.forS === undefined ? STATUS_EVERY_MS.endless : STATUS_EVERY_MS.short;
  const status = setInterval(() => console.log(statusLine(tally, elapsedS())), every);
  const over = options.forS === undefined ? new Promise<never>(() => {}) : delay(options.forS * 1_000);
  const reason = await Promise.race([over, interrupted]);
  clearInterval(status);
  const measuredS = elapsedS();
  if (options.forS === undefined) {
    await simulation.abandon();
  } else {
    const atTheBell = report(tally, measuredS);
    console.log(`\n${atTheBell}\n`);
    if (reason !== "interrupted")
      console.log("winding down: rides that have not started are cancelled, the others end now");
    await simulation.windDown();
  }
}

try {
  await simulate(readOptions(process.argv.slice(2), resolve(ROOT, ".atlas/stack.json")));
  process.exit(0);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
