import { type RunningServer, startServer } from "../telemetry/server-fixture.ts";
import type { TestWorld } from "@atlas/services/testing/test-world";

/** Puts the clock of the process that loads it wrong; SIGUSR2 sets it as far to the other side. */
const WRONG_CLOCK = `data:text/javascript,${encodeURIComponent(`
  const trueNow = Date.now;
  let wrongMs = Number(process.env.ATLAS_TEST_CLOCK_WRONG_MS);
  process.on("SIGUSR2", () => { wrongMs = -wrongMs; });
  const now = () => trueNow() + wrongMs;
  globalThis.Date = new Proxy(Date, {
    construct: (target, given, newTarget) => Reflect.construct(target, given.length === 0 ? [now()] : given, newTarget),
    get: (target, name, receiver) => (name === "now" ? now : Reflect.get(target, name, receiver)),
  });
`)}`;

/** A gateway or worker on a machine whose clock is so much ahead. */
export async function startWithWrongClock(
  app: "gateway" | "worker",
  world: TestWorld,
  wrongMs: number,
): Promise<RunningServer> {
  return await startServer(app, world, { ATLAS_TEST_CLOCK_WRONG_MS: String(wrongMs) }, [WRONG_CLOCK]);
}
