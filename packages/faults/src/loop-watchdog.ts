import { Worker } from "node:worker_threads";

/** No call may keep the event loop longer, others wait for it. CPU time, so that a busy machine changes nothing. */
const MAX_BLOCK_MS = 50;
/** The first runs of a code path are slow for reasons of their own. */
const TRIES = 3;
const HANGS_AFTER_MS = 10_000;

/** Ends this process when `beat` has not changed for a while: a loop that never ends lets no timer of its own run. */
const GUARD = `
const { workerData: { beat, hangsAfterMs, pid } } = require("node:worker_threads");
let last = -1;
setInterval(() => {
  const now = Atomics.load(beat, 0);
  if (now === last) {
    process.stderr.write("The event loop has not turned for " + hangsAfterMs + " ms.\\n");
    process.kill(pid, "SIGKILL");
  }
  last = now;
}, hangsAfterMs);
`;

/** Watches over an event loop on which calls are made one after the other. */
export class LoopWatchdog implements Disposable {
  readonly #worker: Worker;
  readonly #beating: NodeJS.Timeout;

  constructor() {
    const beat = new Int32Array(new SharedArrayBuffer(4));
    const workerData = { beat, hangsAfterMs: HANGS_AFTER_MS, pid: process.pid };
    this.#worker = new Worker(GUARD, { eval: true, workerData });
    this.#worker.unref();
    this.#beating = setInterval(() => Atomics.add(beat, 0, 1), HANGS_AFTER_MS / 20).unref();
  }

  /** Makes the call and returns its result. @throws Error when it took too much CPU each time it was tried */
  async watch<T>(call: () => Promise<T>): Promise<T> {
    let leastMs = Infinity;
    for (let tries = 1; ; tries += 1) {
      const before = process.threadCpuUsage();
      const result = await call();
      const { user, system } = process.threadCpuUsage(before);
      leastMs = Math.min(leastMs, (user + system) / 1_000);
      if (leastMs <= MAX_BLOCK_MS) return result;
      if (tries === TRIES) throw new Error(`the call took ${Math.round(leastMs)} ms of CPU`);
    }
  }

  [Symbol.dispose](): void {
    clearInterval(this.#beating);
    void this.#worker.terminate();
  }
}
