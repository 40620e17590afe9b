import { setProcessTime } from "@atlas/services/clock/set-process-time";
import { UNFIT_EXIT_CODE } from "@atlas/services/production/require-fitness";
import { withSecretFiles } from "@atlas/services/production/secret-files";
import { whyNotStarted } from "@atlas/services/production/why-not-started";
import { createLogger } from "@atlas/telemetry/create-logger";
import { startTracing } from "@atlas/telemetry/start-tracing";
import { type GatewayConfig, readConfig } from "./config.ts";
import { requireDemoOrFitness } from "./production.ts";
import { startGateway } from "./start-gateway.ts";

const DEADLINE_MS = 10_000;
/** For the last spans, within the deadline. */
const FLUSH_MS = 1_000;

async function readSettings(): Promise<GatewayConfig> {
  const read = readConfig(withSecretFiles(process.env));
  await requireDemoOrFitness(read);
  return read;
}

const config = await readSettings().catch((error: unknown) => {
  const why = whyNotStarted(error, { process: "gateway", env: process.env });
  if (why === null) throw error;
  process.stderr.write(`${why}\n`);
  process.exit(UNFIT_EXIT_CODE);
});
const isTraced = (config.tracing ?? null) !== null;
const log = createLogger({ name: "gateway", level: config.logLevel, isTraced });
const tracing = await startTracing(config.tracing ?? null, { serviceName: "atlas-gateway", log });

const gateway = await startGateway({ ...config, onClock: setProcessTime }, log);

let isStopping = false;
async function stop(signal: NodeJS.Signals): Promise<void> {
  if (isStopping) return;
  isStopping = true;
  log.info({ signal }, "gateway stopping");
  setTimeout(() => {
    log.error("gateway did not stop in time");
    process.exit(1);
  }, DEADLINE_MS).unref();
  await gateway.stop();
  await tracing?.stop(FLUSH_MS);
  log.info("gateway stopped");
  process.exit(0);
}

process.on("SIGTERM", (signal) => void stop(signal));
process.on("SIGINT", (signal) => void stop(signal));
process.on("unhandledRejection", (err) => log.error({ err }, "unhandled rejection"));
// A process that waits for this line may end this one right after it.
const { url, metricsUrl } = gateway;
log.info({ url, metricsUrl, publicUrl: config.publicUrl }, "gateway ready");
