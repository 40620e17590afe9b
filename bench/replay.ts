import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { z } from "zod";
import { buildJakarta } from "./bench-jakarta.ts";
import { type Measurement, notBelow } from "./measurement.ts";

const REPLAY_SCRIPT = resolve(import.meta.dirname, "../tools/cli/replay.ts");
const SEEDS = [1, 2, 3, 4, 5];
/** Drivers for a synthetic morning of 2,000 trips: enough for all, and too few by a third. */
const SUPPLIES = { ample: 600, scarce: 250 } as const;
/** The share of the pickup ETA that batch matching saves at the least. */
const SAVED_BAR = 0.25;

const reportSchema = z.array(z.object({ policy: z.string(), servedShare: z.number(), meanPickupEtaS: z.number() }));

interface Outcome {
  readonly servedShare: number;
  readonly meanPickupEtaS: number;
}

/**
 * Batch matching by road time against the nearest driver by straight line, over a synthetic morning and five seeds: how
 * much sooner the driver is there in the worst of them, and how many riders are served in all.
 */
export async function benchReplay(): Promise<Measurement[]> {
  await using jakarta = await buildJakarta();
  const measurements: Measurement[] = [];
  for (const [supply, drivers] of Object.entries(SUPPLIES)) {
    const runs: { batch: Outcome; nearest: Outcome }[] = [];
    for (const seed of SEEDS) runs.push(await replay(jakarta.dir, { drivers, seed }));
    const saved = Math.min(...runs.map(({ batch, nearest }) => 1 - batch.meanPickupEtaS / nearest.meanPickupEtaS));
    const name = `replay on ${jakarta.name}, ${supply} (${drivers} drivers)`;
    measurements.push(
      {
        name: `${name}: pickup ETA below straight-line nearest, worst of five seeds`,
        value: saved * 100,
        unit: "%",
        baseline: SAVED_BAR * 100,
        ratio: saved / SAVED_BAR,
        bar: 1,
        holds: saved >= SAVED_BAR,
      },
      notBelow(`${name}: riders served, mean of five seeds`, {
        unit: "%",
        pairs: runs.map(({ batch, nearest }) => ({
          value: batch.servedShare * 100,
          baseline: nearest.servedShare * 100,
        })),
      }),
    );
  }
  return measurements;
}

async function replay(
  cityDir: string,
  { drivers, seed }: { readonly drivers: number; readonly seed: number },
): Promise<{ batch: Outcome; nearest: Outcome }> {
  const json = join(cityDir, `replay-${drivers}-${seed}.json`);
  const options = { drivers, seed, "city-dir": cityDir, json };
  const flags = Object.entries(options).flatMap(([name, value]) => [`--${name}`, String(value)]);
  await promisify(execFile)(process.execPath, [REPLAY_SCRIPT, ...flags]);
  const reports = reportSchema.parse(JSON.parse(await readFile(json, "utf8")));
  const of = (policy: string): Outcome => {
    const report = reports.find((candidate) => candidate.policy === policy);
    if (report === undefined) throw new Error(`the replay did not report ${policy}`);
    return report;
  };
  return { batch: of("batch"), nearest: of("straight-line") };
}
