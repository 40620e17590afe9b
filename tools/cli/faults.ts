// `npm run faults [-- --only CELL,… --trips N --short --json FILE]`: breaks a whole Atlas on purpose and checks what is left.
import { writeFileSync } from "node:fs";
import { join } from "node:path";

import { type Cell, CELLS } from "@atlas/fault-runs/cells";
import { faultsOf, isGood, tableOf } from "@atlas/fault-runs/report";
import { type CellResult, runCell } from "@atlas/fault-runs/run-cell";
import { plantControls } from "@atlas/fault-runs/plant-controls";
import { openScene } from "@atlas/fault-runs/scene";
import { say, seconds } from "@atlas/stack/progress";
import { runCommand, UsageError, wholeNumber } from "./run-command.ts";

const text = { type: "string" } as const;
const COMMAND = {
  usage: "npm run faults [-- --only CELL,… --trips N --short --json FILE]",
  line: { options: { only: text, trips: text, json: text, short: { type: "boolean" } } },
} as const;

/** Each cell on servers of its own. */
const FULL = {
  trips: 300,
  perSecond: 10,
  riders: 150,
  drivers: 60,
  warmUpMs: 2_000,
  beforeMs: 8_000,
  afterMs: 18_000,
  isTimed: true,
};
/** All cells on the same servers, one after the other. */
const SHORT = {
  trips: 30,
  perSecond: 6,
  riders: 60,
  drivers: 30,
  warmUpMs: 1_000,
  beforeMs: 1_000,
  afterMs: 4_000,
  isTimed: false,
};

function choose(only: string | undefined, isShort: boolean): readonly Cell[] {
  const all = isShort ? CELLS.filter((cell) => cell.isShort) : CELLS;
  if (only === undefined) return all;
  const wanted = only.split(",");
  const chosen = all.filter(({ name }) => wanted.some((part) => name === part || name.startsWith(`${part}-`)));
  if (chosen.length > 0) return chosen;
  throw new UsageError(`There is no such cell. There are ${all.map(({ name }) => name).join(", ")}.`);
}

let opening: Promise<AsyncDisposable> | undefined;
// Servers and processes are in groups of their own and would outlive a Ctrl-C, those that are being started, too.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  process.once(signal, () => void endScene().finally(() => process.exit(130)));
}

async function endScene(): Promise<void> {
  const scene = await opening;
  await scene?.[Symbol.asyncDispose]();
}

await runCommand(COMMAND, async ({ values }) => {
  const isShort = values.short === true;
  const form = {
    ...(isShort ? SHORT : FULL),
    ...(values.trips === undefined ? {} : { trips: wholeNumber("trips", values.trips) }),
  };
  const possible = choose(values.only, isShort).filter((cell) => {
    const reason = cell.impossible?.() ?? null;
    if (reason !== null) say("skipped", `${cell.name}: ${reason}`);
    return reason === null;
  });
  const results: CellResult[] = [];
  const deafTo: string[] = [];
  let hasPlanted = false;
  for (const cells of isShort ? [possible] : possible.map((cell) => [cell])) {
    const [first] = cells;
    if (first === undefined) continue;
    const stateDir = join(".atlas", `faults-${process.pid}-${first.name}`);
    const started = openScene({ stateDir, ...form, ...(first.prepare && { prepare: first.prepare }) });
    opening = started;
    await using scene = await started;
    for (const cell of cells) {
      const startedAt = performance.now();
      const result = await runCell(scene, cell, form);
      results.push(result);
      say(isGood(result) ? "ok" : "FAILED", `${cell.name}  ${seconds(performance.now() - startedAt)}`);
      for (const fault of faultsOf(result)) console.error(`        │ ${fault}`);
    }
    // Once, and in a sound database: only there it shows that each control is reported alone.
    if (!hasPlanted && results.every(({ violations }) => violations.length === 0)) {
      hasPlanted = true;
      deafTo.push(...(await plantControls(scene)));
    }
  }
  for (const control of deafTo) console.error(`The oracle is deaf to ${control}`);
  console.log(`\n${tableOf(results)}`);
  if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(results, null, 2)}\n`);
  return results.every(isGood) && deafTo.length === 0 ? 0 : 1;
});
