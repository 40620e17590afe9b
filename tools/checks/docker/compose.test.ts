import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { z } from "zod";

import { drawSecrets } from "@atlas/setup/secrets";
import { ROOT } from "@atlas/stack/paths";

const serviceSchema = z.object({
  image: z.string().optional(),
  build: z.object({ context: z.string(), target: z.string() }).optional(),
  environment: z.record(z.string(), z.string()).default({}),
  depends_on: z.union([z.array(z.string()), z.record(z.string(), z.unknown())]).default([]),
  volumes: z.array(z.string()).default([]),
  command: z.array(z.string()).default([]),
  profiles: z.array(z.string()).default([]),
  networks: z.array(z.string()),
  ports: z.array(z.string()).default([]),
  cap_drop: z.array(z.string()),
  cap_add: z.array(z.string()).default([]),
  security_opt: z.array(z.string()),
  read_only: z.boolean(),
  privileged: z.boolean().default(false),
  user: z.string().optional(),
  mem_limit: z.string(),
  pids_limit: z.int().positive(),
});
const networkSchema = z.object({ internal: z.boolean().default(false) }).nullable();
const composeSchema = z.object({
  services: z.record(z.string(), serviceSchema),
  volumes: z.record(z.string(), z.unknown()),
  networks: z.record(z.string(), networkSchema),
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
    const names = ["postgres", "redis", "migrate", "setup", "gateway", "worker", "web", "driver", "admin", "proxy"];
    expect(Object.keys(compose.services)).toEqual([...names, "prometheus", "grafana", "jaeger"]);
  });

  test.each(built)("$name is built from a target that the Dockerfile has", ({ target }) => {
    expect(stage(target)).toContain("CMD [");
  });

  test.each(built.filter(({ name }) => !["migrate", "setup"].includes(name)))(
    "$name runs in production mode, and its pages are built beforehand",
    ({ target }) => {
      const isPage = ["web", "driver", "admin"].includes(target);
      expect(isPage ? stage("browser-app") : stage(target)).toMatch(/^ENV NODE_ENV=production/m);
      expect(stage(target)).not.toMatch(/NODE_ENV=(?!production)|--inspect|"dev"|--watch/);
      if (!isPage) return;
      expect(stage(target)).toContain("RUN node --run build");
      expect(stage(target)).toContain('"start"');
    },
  );

  test("depends only on services and volumes that it defines", () => {
    const needed = services.flatMap(([, { depends_on }]) =>
      Array.isArray(depends_on) ? depends_on : Object.keys(depends_on),
    );
    expect(needed.filter((name) => !(name in compose.services))).toEqual([]);
    const mounted = services.flatMap(([, { volumes }]) => volumes.map((volume) => volume.split(":")[0] ?? ""));
    const named = mounted.filter((source) => !source.startsWith("."));
    expect([...new Set(named)].toSorted()).toEqual(Object.keys(compose.volumes).toSorted());
  });

  test("gateway and worker have a log-in that owns nothing, which migrate makes", () => {
    const { gateway, worker, migrate } = compose.services;
    const url = gateway?.environment["DATABASE_URL"];
    expect(url).toContain("//atlas_servers:");
    expect(worker?.environment["DATABASE_URL"]).toBe(url);
    expect(migrate?.environment["ATLAS_SERVERS_DATABASE_URL"]).toBe(url);
    expect(migrate?.environment["DATABASE_URL"]).toContain("//atlas:");
  });

  test("the gateway alone has the auth library's log-in, which migrate makes", () => {
    const url = compose.services["gateway"]?.environment["ATLAS_AUTH_DATABASE_URL"];
    expect(url).toContain("//atlas_auth:");
    const having = services.filter(([, { environment }]) => "ATLAS_AUTH_DATABASE_URL" in environment);
    expect(having.map(([name]) => name)).toEqual(["migrate", "setup", "gateway"]);
    for (const [, { environment }] of having) expect(environment["ATLAS_AUTH_DATABASE_URL"]).toBe(url);
  });

  test("no secret has a default, and each is one's own", () => {
    const secrets = [...read("docker-compose.yml").matchAll(/\$\{(\w*(?:PASSWORD|SECRET|KEY|TOKEN))(?!\w)([^}]*)\}/g)];
    const demanded = secrets.filter(([, , rest = ""]) => rest.startsWith(":?"));
    expect(new Set(demanded.map(([, name]) => name))).toEqual(new Set(secrets.map(([, name]) => name)));
    expect(secrets.filter(([, , rest = ""]) => rest !== "" && !rest.startsWith(":?"))).toEqual([]);
    const drawn = new Set(drawSecrets().map(({ name }) => name));
    for (const [, name = ""] of secrets) expect(drawn).toContain(name);
    const users = [...read("docker-compose.yml").matchAll(/\/\/(\w+):\$\{(\w+)/g)];
    const passwordOf = new Map(users.map(([, user, password]) => [user, password]));
    expect(new Set(passwordOf.values()).size).toBe(passwordOf.size);
  });

  test("expects no variable that neither setup makes nor docker/env.example names", () => {
    const expected = new Set([...read("docker-compose.yml").matchAll(/\$\{([A-Z_]+)/g)].map((match) => match[1] ?? ""));
    const drawn = new Set(drawSecrets().map(({ name }) => name));
    const offered = new Set([...read("docker/env.example").matchAll(/^([A-Z_]+)=/gm)].map((match) => match[1] ?? ""));
    expect(expected.difference(drawn)).toEqual(offered);
    expect(offered.intersection(drawn)).toEqual(new Set());
  });

  test("Redis has one user, whose password stands in no list of processes", () => {
    const { command = [], environment } = compose.services["redis"] ?? {};
    expect(command[2]).toContain("user default off\nuser atlas on >$$REDIS_PASSWORD ");
    expect(environment).toMatchObject({ REDIS_PASSWORD: "${REDIS_PASSWORD}" });
    for (const name of ["gateway", "worker", "setup"]) {
      expect(compose.services[name]?.environment["REDIS_URL"]).toContain("//atlas:${REDIS_PASSWORD");
    }
  });

  test("setup starts with nothing else, and learns all that a gateway is checked by", () => {
    const { gateway, setup } = compose.services;
    expect(setup?.profiles).toEqual(["setup"]);
    for (const name of ["WEB_URL", "DRIVER_URL", "ADMIN_URL", "ATLAS_GATEWAY_URL", "REDIS_URL", "BETTER_AUTH_SECRET"]) {
      expect(setup?.environment[name]).toBe(gateway?.environment[name]);
    }
    expect(setup?.environment["ATLAS_LEDGER_SIGNING_KEY"]).toBe(gateway?.environment["ATLAS_LEDGER_SIGNING_KEY"]);
  });
});

/** Why a service has more than none of it. */
const CAPABILITIES: Readonly<Record<string, readonly string[]>> = {
  // It listens on 80 and 443.
  proxy: ["NET_BIND_SERVICE"],
};
/** Images whose own user is not root: nobody, grafana (472), jaeger (10001). */
const UNPRIVILEGED_IMAGES = ["prometheus", "grafana", "jaeger"];
/** The certificates of an installed volume are root's, and so is what reads them, without root's powers. */
const ROOT_SERVICES = ["proxy"];

describe("what a container may", () => {
  test.each(services)("%s gains no power, writes nothing but its volumes and has its limits", (name, service) => {
    expect(service.cap_drop).toEqual(["ALL"]);
    expect(service.cap_add).toEqual(CAPABILITIES[name] ?? []);
    expect(service.security_opt).toEqual(["no-new-privileges:true"]);
    expect(service.read_only).toBe(true);
    expect(service.privileged).toBe(false);
    expect(service.mem_limit).toMatch(/^\d+[mg]$/);
    expect(service.volumes.filter((volume) => volume.includes("docker.sock"))).toEqual([]);
    // A folder of this host is there to be read.
    for (const volume of service.volumes.filter((one) => one.startsWith("."))) expect(volume).toMatch(/:ro$/);
  });

  test.each(services)("%s runs as nobody in particular", (name, { build, user }) => {
    const isOther =
      build !== undefined || UNPRIVILEGED_IMAGES.includes(name) || (user !== undefined && user !== "root");
    expect(isOther).toBe(!ROOT_SERVICES.includes(name));
  });

  test("Redis refuses writes before its container is ended for want of memory", () => {
    const { command = [], mem_limit: limit = "" } = compose.services["redis"] ?? {};
    const most = command[command.indexOf("--maxmemory") + 1] ?? "";
    expect(megabytes(most)).toBeLessThan(megabytes(limit) / 1.5);
  });
});

function megabytes(size: string): number {
  const { count = "", unit = "" } = /^(?<count>\d+)(?<unit>[mg])b?$/.exec(size)?.groups ?? {};
  return Number(count) * (unit === "g" ? 1_024 : 1);
}

describe("networks", () => {
  const on = (network: string): string[] =>
    services.filter(([, { networks }]) => networks.includes(network)).map(([name]) => name);

  test("are those that the file defines, and each service is on one", () => {
    expect(new Set(services.flatMap(([, { networks }]) => networks))).toEqual(new Set(Object.keys(compose.networks)));
  });

  test("only who needs the data reaches it, and from there nothing goes out", () => {
    expect(on("data")).toEqual(["postgres", "redis", "migrate", "setup", "gateway", "worker"]);
    expect(compose.services["postgres"]?.networks).toEqual(["data"]);
    expect(compose.services["redis"]?.networks).toEqual(["data"]);
    expect(compose.networks["data"]).toEqual({ internal: true });
  });

  test("the proxy reaches the apps and the gateway, and nothing of the data or the metrics", () => {
    expect(on("edge")).toEqual(["gateway", "web", "driver", "admin", "proxy"]);
    expect(compose.services["proxy"]?.networks).toEqual(["edge", "public"]);
    expect(compose.networks["edge"]).toEqual({ internal: true });
  });

  test("metrics and traces have one of their own", () => {
    expect(on("telemetry")).toEqual(["gateway", "worker", "prometheus", "grafana", "jaeger"]);
    expect(compose.networks["telemetry"]).toEqual({ internal: true });
  });

  test("what is published has a network that is not internal, and but for the proxy it is this host's alone", () => {
    const published = services.filter(([, { ports }]) => ports.length > 0);
    expect(published.map(([name]) => name)).toEqual(["proxy", "grafana", "jaeger"]);
    for (const [name, { ports, networks }] of published) {
      expect(networks.some((network) => compose.networks[network]?.internal !== true)).toBe(true);
      if (name !== "proxy") expect(ports.every((port) => port.startsWith("127.0.0.1:"))).toBe(true);
    }
  });

  test("each service shares a network with it", () => {
    for (const [name, { depends_on: needs, networks }] of services) {
      for (const needed of (Array.isArray(needs) ? needs : Object.keys(needs)).filter((one) => one !== "migrate")) {
        // An app is up when the gateway is; its pages reach it at its public address.
        if (["web", "driver", "admin"].includes(name)) continue;
        expect([name, needed, compose.services[needed]?.networks.some((one) => networks.includes(one))]).toEqual([
          name,
          needed,
          true,
        ]);
      }
    }
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

describe("metrics and traces", () => {
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

  test("is built without the repository and what a machine keeps beside it", () => {
    const left = read(".dockerignore").trim().split("\n");
    expect(left).toEqual(expect.arrayContaining([".git", ".atlas", "**/node_modules"]));
  });

  test("runs no process as root", () => {
    for (const { target } of built) expect(stage(target)).toMatch(/^USER node$/m);
  });
});
