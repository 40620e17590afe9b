import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { openTestWorld, type TestWorld } from "@atlas/services/testing/test-world";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { parse } from "yaml";
import { z } from "zod";

import { ROOT } from "@atlas/stack/paths";
import { namesIn } from "./promql-fixture.ts";
import { type RunningServer, startServer } from "./server-fixture.ts";

const sourceSchema = z.object({ uid: z.string() });
const dashboardSchema = z.object({
  uid: z.string(),
  title: z.string(),
  templating: z.object({ list: z.array(z.object({ name: z.string(), query: z.object({ query: z.string() }) })) }),
  panels: z.array(
    z.object({
      id: z.int(),
      title: z.string(),
      description: z.string().min(1),
      datasource: sourceSchema,
      gridPos: z.object({ x: z.int(), y: z.int(), w: z.int(), h: z.int() }),
      targets: z.array(z.object({ expr: z.string(), datasource: sourceSchema })).min(1),
    }),
  ),
});
const rulesSchema = z.object({
  groups: z.array(
    z.object({
      rules: z.array(
        z.object({ alert: z.string(), expr: z.string(), annotations: z.object({ summary: z.string().min(1) }) }),
      ),
    }),
  ),
});
const sourcesSchema = z.object({ datasources: z.array(sourceSchema) });

const read = (file: string): string => readFileSync(join(ROOT, "docker", file), "utf8");
const dashboards = globSync("grafana/dashboards/*.json", { cwd: join(ROOT, "docker") })
  .toSorted()
  .map((file) => dashboardSchema.parse(JSON.parse(read(file))));
const alerts = rulesSchema.parse(parse(read("prometheus/alerts.yml"))).groups.flatMap(({ rules }) => rules);
const asked = [
  ...dashboards.flatMap(({ title, panels }) =>
    panels.flatMap((panel) => panel.targets.map(({ expr }) => ({ where: `${title}: ${panel.title}`, expr }))),
  ),
  ...alerts.map(({ alert, expr }) => ({ where: `alert ${alert}`, expr })),
];

test("there are three dashboards, each panel of which has a place, a number and a source of its own", () => {
  expect(dashboards.map(({ title }) => title)).toEqual(["City now", "Machine", "Money"]);
  const sources = sourcesSchema.parse(parse(read("grafana/provisioning/datasources/atlas.yml"))).datasources;
  const known = new Set(sources.map(({ uid }) => uid));
  for (const { panels } of dashboards) {
    expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
    const used = panels.flatMap(({ datasource, targets }) => [
      datasource,
      ...targets.map((target) => target.datasource),
    ]);
    expect(used.filter(({ uid }) => !known.has(uid))).toEqual([]);
    const cells = panels.flatMap(({ gridPos: { x, y, w, h } }) =>
      Array.from({ length: w * h }, (_, cell) => `${x + (cell % w)}/${y + Math.floor(cell / w)}`),
    );
    expect(new Set(cells).size).toBe(cells.length);
    expect(panels.filter(({ gridPos: { x, w } }) => x + w > 24)).toEqual([]);
  }
});

describe("beside a gateway and a worker that have carried a trip", () => {
  let world: TestWorld;
  const servers: RunningServer[] = [];
  let metrics: ReadonlySet<string>;
  let labels: ReadonlySet<string>;

  beforeAll(async () => {
    world = await openTestWorld({ isRealTime: true });
    servers.push(await startServer("worker", world), await startServer("gateway", world));
    await world.addDriver({ autoAccept: true });
    await world.book(await world.addRider());
    // What a counter is labelled with shows with its first event.
    for (const { url } of servers) await fetch(`${url}/trpc/account.me`);
    await vi.waitFor(async () => {
      const texts = await Promise.all(servers.map(async ({ metricsUrl }) => (await fetch(metricsUrl)).text()));
      const text = texts.join("\n");
      expect(text).toMatch(/atlas_recent_match_seconds\{/);
      metrics = new Set(
        [...text.matchAll(/^# TYPE (\w+) (\w+)$/gm)].flatMap(([, name = "", type]) => samplesOf(name, type)),
      );
      labels = new Set([...text.matchAll(/[{,](\w+)="/g)].map((match) => match[1] ?? ""));
    }, 15_000);
  }, 60_000);
  afterAll(async () => {
    await Promise.all(servers.map(async (server) => server.stop()));
    await world[Symbol.asyncDispose]();
  });

  test.each(asked)("$where asks for metrics and labels that are exported", ({ expr }) => {
    const named = namesIn(expr);
    expect(named.metrics).not.toEqual([]);
    expect(named.metrics.filter((name) => !metrics.has(name) && name !== "up")).toEqual([]);
    const given = new Set([...labels, ...LABELS_OF_PROMETHEUS, ...LABELS_OF_RARE_EVENTS]);
    expect(named.labels.filter((name) => !given.has(name))).toEqual([]);
  });

  test("a name that nobody exports is noticed", () => {
    expect(namesIn("rate(atlas_ping_total[1m])").metrics.filter((name) => !metrics.has(name))).toEqual([
      "atlas_ping_total",
    ]);
  });

  test("every variable of a dashboard is filled by a label that is exported", () => {
    const queries = dashboards.flatMap(({ templating }) => templating.list).map(({ query }) => query.query);
    expect(queries).toEqual(["label_values(atlas_drivers, city)"]);
    expect(metrics.has("atlas_drivers") && labels.has("city")).toBe(true);
  });
});

const LABELS_OF_PROMETHEUS = ["job", "instance", "le"];
/** Of counters that stay empty until somebody signs in, pings, or is settled; the tests of these read them. */
const LABELS_OF_RARE_EVENTS = ["app", "kind", "outcome"];

function samplesOf(name: string, type: string | undefined): string[] {
  return type === "histogram" ? [name, `${name}_bucket`, `${name}_sum`, `${name}_count`] : [name];
}
