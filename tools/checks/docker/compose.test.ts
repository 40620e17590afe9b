import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { z } from "zod";

import { ROOT } from "@atlas/stack/paths";

const serviceSchema = z.object({
  image: z.string().optional(),
  build: z.object({ context: z.string(), target: z.string() }).optional(),
  environment: z.record(z.string(), z.string()).default({}),
  depends_on: z.union([z.array(z.string()), z.record(z.string(), z.unknown())]).default([]),
  volumes: z.array(z.string()).default([]),
});
const composeSchema = z.object({
  services: z.record(z.string(), serviceSchema),
  volumes: z.record(z.string(), z.unknown()),
});

const read = (file: string): string => readFileSync(join(ROOT, file), "utf8");
const compose = composeSchema.parse(parse(read("docker-compose.yml"), { merge: true }));
const dockerfile = read("Dockerfile");
const services = Object.entries(compose.services);
const built = services.flatMap(([name, { build }]) => (build === undefined ? [] : [{ name, target: build.target }]));

/** The text of one target of the Dockerfile. */
function stage(target: string): string {
  return dockerfile.split(/^FROM /m).find((text) => text.split("\n")[0]?.endsWith(` AS ${target}`)) ?? "";
}

describe("docker-compose.yml", () => {
  test("has the production shape", () => {
    const names = ["postgres", "redis", "migrate", "gateway", "worker", "web", "driver", "admin", "proxy"];
    expect(Object.keys(compose.services)).toEqual([...names, "prometheus", "grafana", "jaeger"]);
  });

  test.each(built)("$name is built from a target that the Dockerfile has", ({ target }) => {
    expect(stage(target)).toContain("CMD [");
  });

  test("depends only on services and volumes that it defines", () => {
    const needed = services.flatMap(([, { depends_on }]) =>
      Array.isArray(depends_on) ? depends_on : Object.keys(depends_on),
    );
    expect(needed.filter((name) => !(name in compose.services))).toEqual([]);
    const mounted = services.flatMap(([, { volumes }]) => volumes.map((volume) => volume.split(":")[0] ?? ""));
    const named = mounted.filter((source) => !source.startsWith("."));
    expect(named.toSorted()).toEqual(Object.keys(compose.volumes).toSorted());
  });

  test("gateway and worker have a log-in that owns nothing, which migrate makes", () => {
    const { gateway, worker, migrate } = compose.services;
    const url = gateway?.environment["DATABASE_URL"];
    expect(url).toContain("//atlas_servers:");
    expect(worker?.environment["DATABASE_URL"]).toBe(url);
    expect(migrate?.environment["ATLAS_SERVERS_DATABASE_URL"]).toBe(url);
    expect(migrate?.environment["DATABASE_URL"]).toContain("//atlas:");
  });

  test("names every variable that it expects in docker/env.example", () => {
    const expected = new Set([...read("docker-compose.yml").matchAll(/\$\{([A-Z_]+)/g)].map((match) => match[1]));
    const offered = new Set([...read("docker/env.example").matchAll(/^([A-Z_]+)=/gm)].map((match) => match[1]));
    expect(offered).toEqual(expected);
  });
});

describe("ports", () => {
  test("the proxy passes on to the port that each service listens on", () => {
    const upstreams = [...read("docker/Caddyfile").matchAll(/(?:reverse_proxy|dynamic a) (\w+)[: ](\d+)/g)];
    expect(upstreams.map((match) => match[1])).toEqual(["web", "driver", "admin", "gateway"]);
    for (const [, service = "", port = ""] of upstreams) expect(stage(service)).toContain(`EXPOSE ${port}`);
  });

  test("the proxy tells the gateway its client's address in the header that the gateway reads", () => {
    const header = compose.services["gateway"]?.environment["ATLAS_CLIENT_IP_HEADER"];
    expect(header).toBe("X-Client-Address");
    expect(read("docker/Caddyfile")).toContain(`header_up ${header} {remote_host}`);
  });

  test("the settings of gateway and worker agree with what the Dockerfile exposes", () => {
    expect(stage("gateway")).toContain(`EXPOSE ${compose.services["gateway"]?.environment["GATEWAY_PORT"]}`);
    expect(stage("worker")).toContain(`EXPOSE ${compose.services["worker"]?.environment["WORKER_PORT"]}`);
  });

  test("Prometheus asks the services at the ports that they listen on", () => {
    const schema = z.object({
      scrape_configs: z.array(
        z.object({ dns_sd_configs: z.array(z.object({ names: z.array(z.string()), port: z.number() })) }),
      ),
    });
    const targets = schema.parse(parse(read("docker/prometheus/prometheus.yml"))).scrape_configs;
    const asked = targets.flatMap(({ dns_sd_configs }) => dns_sd_configs);
    expect(asked.flatMap(({ names }) => names)).toEqual(["gateway", "worker"]);
    for (const { names, port } of asked) for (const name of names) expect(stage(name)).toContain(`EXPOSE ${port}`);
  });
});

describe("figures and traces", () => {
  const mounts = (name: string): readonly string[] => compose.services[name]?.volumes ?? [];

  test("gateway and worker send their traces to Jaeger, which listens to other containers", () => {
    for (const name of ["gateway", "worker"]) {
      expect(compose.services[name]?.environment["OTEL_EXPORTER_OTLP_ENDPOINT"]).toBe("http://jaeger:4318");
    }
    expect(compose.services["jaeger"]?.environment["JAEGER_LISTEN_HOST"]).toBe("0.0.0.0");
  });

  test("Prometheus finds its rules, and Grafana its dashboards", () => {
    const { rule_files: rules } = z
      .object({ rule_files: z.array(z.string()) })
      .parse(parse(read("docker/prometheus/prometheus.yml")));
    for (const file of rules) expect(existsSync(join(ROOT, "docker", "prometheus", file))).toBe(true);
    expect(mounts("prometheus")).toContain("./docker/prometheus:/etc/prometheus:ro");
    const { providers } = z
      .object({ providers: z.array(z.object({ options: z.object({ path: z.string() }) })) })
      .parse(parse(read("docker/grafana/provisioning/dashboards/atlas.yml")));
    for (const { options } of providers) {
      expect(mounts("grafana")).toContain(`./docker/grafana/dashboards:${options.path}:ro`);
    }
  });
});

describe("Dockerfile", () => {
  test("copies the manifest of every workspace package before installing", () => {
    const manifests = [...stage("manifests").matchAll(/^COPY (\S+)\/package\.json (\S+)\/$/gm)];
    expect(manifests.length).toBeGreaterThan(10);
    for (const [, from, to] of manifests) expect(from).toBe(to);
    const packages = parse(read("pnpm-lock.yaml"));
    const importers = Object.keys(z.object({ importers: z.record(z.string(), z.unknown()) }).parse(packages).importers);
    expect(new Set(manifests.map((match) => match[1]))).toEqual(new Set(importers.filter((name) => name !== ".")));
  });

  test("runs no process as root", () => {
    for (const { target } of built) expect(stage(target)).toMatch(/^USER node$/m);
  });
});
