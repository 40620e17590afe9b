import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fillDatabase } from "@atlas/services/demo/fill/fill-database";
import type { StackFile } from "@atlas/stack/stack-file";
import { z } from "zod";
import { type Measurement, scoreAtLeast } from "./measurement.ts";
import { startWholeStack } from "./whole-stack.ts";

/** Fetched when it is run: it weighs more than the rest of the tools together, and only measures. */
const LIGHTHOUSE = "lighthouse@13.5.0";
/** What its performance is made of. */
const METRICS = [
  "first-contentful-paint",
  "largest-contentful-paint",
  "speed-index",
  "total-blocking-time",
  "cumulative-layout-shift",
];
const RUNS = 5;
const ATTEMPTS = 3;
const MIN_SCORE = 95;
const ORDERS = 5_000;
const PEOPLE = 1_250;

const reportSchema = z.object({
  categories: z.object({
    performance: z.object({ score: z.number() }),
    accessibility: z.object({ score: z.number() }),
  }),
  audits: z.record(z.string(), z.object({ displayValue: z.string().optional() })),
});

/** Lighthouse on the operators' list of orders, signed in, with its desktop preset: the middle of five runs, after one that counts for nothing. */
export async function benchWeb(): Promise<readonly Measurement[]> {
  await using opened = new AsyncDisposableStack();
  const { stack } = opened.adopt(await startWholeStack("bench-web"), (started) => started.stop());
  await fillDatabase(stack.databaseUrl, { orders: ORDERS, people: PEOPLE, seed: 1, onProgress: () => {} });
  const folder = mkdtempSync(join(tmpdir(), "atlas-lighthouse-"));
  opened.defer(() => rmSync(folder, { recursive: true }));
  const headers = join(folder, "headers.json");
  writeFileSync(headers, JSON.stringify({ cookie: await cookieOf(stack) }), { mode: 0o600 });
  const scores: { readonly performance: number; readonly accessibility: number }[] = [];
  // The first visit of servers that have just started is none of an operator's day.
  for (let run = 0; run <= RUNS; run += 1) {
    const score = await scoreOf(`${stack.admin}/orders`, { headers, report: join(folder, `${run}.json`) });
    if (run > 0) scores.push(score);
  }
  const middle = (kind: "performance" | "accessibility"): number =>
    scores.map((score) => score[kind]).toSorted((one, other) => one - other)[Math.floor(RUNS / 2)] ?? Number.NaN;
  return [
    scoreAtLeast("web: Lighthouse performance of the operators' orders, desktop", middle("performance"), MIN_SCORE),
    scoreAtLeast("web: Lighthouse accessibility of the operators' orders", middle("accessibility"), MIN_SCORE),
  ];
}

async function scoreOf(
  url: string,
  { headers, report }: { readonly headers: string; readonly report: string },
): Promise<{ performance: number; accessibility: number }> {
  const options = [
    "--quiet",
    "--output=json",
    `--output-path=${report}`,
    "--preset=desktop",
    "--only-categories=performance,accessibility",
    `--extra-headers=${headers}`,
    "--chrome-flags=--headless=new --no-sandbox",
    "--no-enable-error-reporting",
  ];
  const chromium = process.env["ATLAS_CHROMIUM"];
  let isDone = false;
  // It loses the trace of a load now and then, and asks to be run again.
  for (let tried = 0; !isDone && tried < ATTEMPTS; tried += 1) {
    const child = spawn("pnpm", ["dlx", LIGHTHOUSE, url, ...options], {
      env: { ...process.env, ...(chromium === undefined ? {} : { CHROME_PATH: chromium }) },
      stdio: ["ignore", "ignore", "inherit"],
    });
    const [code] = await once(child, "exit");
    isDone = code === 0;
  }
  if (!isDone) throw new Error(`${LIGHTHOUSE} failed ${ATTEMPTS} times; it is fetched from the npm registry`);
  const { categories, audits } = reportSchema.parse(JSON.parse(readFileSync(report, "utf8")));
  const { performance, accessibility } = categories;
  console.log(`  ${METRICS.map((metric) => `${metric} ${audits[metric]?.displayValue}`).join(", ")}`);
  return { performance: performance.score * 100, accessibility: accessibility.score * 100 };
}

/** Of a session of the demo's operator. */
async function cookieOf({ gateway, admin, accounts }: StackFile): Promise<string> {
  const response = await fetch(`${gateway}/auth/admin/sign-in/email`, {
    method: "POST",
    headers: { "content-type": "application/json", origin: admin },
    body: JSON.stringify({ email: accounts.admin.email, password: accounts.admin.password }),
  });
  if (!response.ok) throw new Error(`the operator was not signed in: ${response.status} ${await response.text()}`);
  return response.headers
    .getSetCookie()
    .map((cookie) => cookie.slice(0, cookie.indexOf(";")))
    .join("; ");
}
