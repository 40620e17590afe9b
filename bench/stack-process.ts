import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { z } from "zod";

/** One of the product's own processes, as `npm start` runs it. */
export interface StackProcess extends AsyncDisposable {
  readonly url: string;
  /** The sum of a metric's samples whose labels contain all of `labels` (`name="value"`). */
  readonly metric: (name: string, labels?: string) => Promise<number>;
  /** Seconds of CPU used so far. */
  readonly cpuS: () => Promise<number>;
}

const readySchema = z
  .object({ url: z.url(), metricsUrl: z.url().optional() })
  .transform(({ url, metricsUrl = `${url}/metrics` }) => ({ url, metricsUrl }));

/** Starts the gateway or the worker on a free port and resolves once it is ready. */
export async function startProcess(
  app: "gateway" | "worker",
  { databaseUrl, redisUrl, cityDir }: { databaseUrl: string; redisUrl: string; cityDir?: string },
): Promise<StackProcess> {
  const child = spawn(process.execPath, [fileURLToPath(new URL(`../apps/${app}/src/main.ts`, import.meta.url))], {
    env: {
      ...process.env,
      NODE_ENV: "production",
      ATLAS_DEMO: "1",
      DATABASE_URL: databaseUrl,
      REDIS_URL: redisUrl,
      GATEWAY_PORT: "0",
      GATEWAY_METRICS_PORT: "0",
      ATLAS_METRICS_MAX_AGE_MS: "0",
      WORKER_PORT: "0",
      ATLAS_LINK_SECRET: "a secret that only this benchmark knows",
      BETTER_AUTH_SECRET: "a secret that only this benchmark knows",
      LOG_LEVEL: "info",
      ...(cityDir === undefined ? {} : { ATLAS_CITY_DIR: cityDir }),
    },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const { url, metricsUrl } = await new Promise<z.output<typeof readySchema>>((resolve, reject) => {
    child.once("exit", (code) => reject(new Error(`${app} ended with ${code}`)));
    createInterface(child.stdout).on("line", (line) => {
      const ready = readySchema.safeParse(parseLine(line));
      if (ready.success) resolve(ready.data);
      else if (/"level":[56]0/.test(line)) console.error(`${app}: ${line}`);
    });
  });
  const metric = async (name: string, labels = ""): Promise<number> => {
    const text = await (await fetch(metricsUrl)).text();
    let sum = 0;
    for (const line of text.split("\n")) {
      if (line.startsWith(`${name} `) || (line.startsWith(`${name}{`) && line.includes(labels))) {
        sum += Number(line.slice(line.lastIndexOf(" ") + 1));
      }
    }
    return sum;
  };
  return {
    url,
    metric,
    cpuS: () => metric("process_cpu_seconds_total"),
    async [Symbol.asyncDispose]() {
      const gone = once(child, "exit");
      child.kill("SIGTERM");
      await gone;
    },
  };
}

function parseLine(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}
