import { Worker } from "node:worker_threads";
import { DomainError } from "@atlas/core/errors";
import { FairQueue } from "@atlas/core/overload/fair-queue";
import { TimeUsed } from "@atlas/core/overload/time-used";
import type { GroundResult, GroundTask, GroundTasks } from "./ground-task.ts";

/** Hundreds of callers with a few tasks each; more could not be served within a caller's patience. */
const MAX_WAITING = 2_000;

export interface GroundThreadOptions {
  readonly cityDir: string | null;
  readonly count: number;
}

interface Waiting {
  readonly task: GroundTask;
  readonly onResult: (result: GroundResult) => void;
}

interface Running extends Waiting {
  readonly caller: string;
  readonly sinceMs: number;
}

interface Thread {
  readonly worker: Worker;
  running: Running | null;
}

/**
 * Routes and searches on threads of their own, so that the event loop is free for everybody else. The caller who has had least of the threads
 * lately is next: one who asks for forty searches at once delays all that another asks for by one. Each thread has the graph and the index
 * of places; this process needs neither.
 */
export class GroundThreads implements AsyncDisposable {
  readonly #options: GroundThreadOptions;
  readonly #threads: Thread[] = [];
  readonly #waiting = new FairQueue<Waiting>();
  readonly #used = new TimeUsed();
  #isClosed = false;

  constructor(options: GroundThreadOptions) {
    this.#options = options;
  }

  /**
   * Does the task when it is the caller's turn.
   * @throws DomainError as the task does, OVERLOADED when too many wait, DEPENDENCY_UNAVAILABLE when the thread has died of it
   * @throws Error for a city whose files cannot be read
   */
  async run<K extends keyof GroundTasks>(
    caller: string,
    task: Extract<GroundTask, { kind: K }>,
  ): Promise<GroundTasks[K]["result"]>;
  async run(caller: string, task: GroundTask): Promise<unknown> {
    if (this.#isClosed) throw new DomainError(GONE.refusal.code, GONE.refusal.message);
    if (this.#waiting.length >= MAX_WAITING)
      throw new DomainError("OVERLOADED", "Atlas is very busy. Try again in a moment.");
    const result = await new Promise<GroundResult>((onResult) => {
      this.#waiting.add(caller, { task, onResult });
      this.#turn();
    });
    if ("result" in result) return result.result;
    if ("refusal" in result) throw new DomainError(result.refusal.code, result.refusal.message);
    throw new Error(result.failure);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isClosed = true;
    await Promise.all(this.#threads.map(({ worker }) => worker.terminate()));
    for (let left = this.#waiting.next(); left !== undefined; left = this.#waiting.next()) left.item.onResult(GONE);
  }

  /** Gives free threads what is next. */
  #turn(): void {
    while (this.#waiting.length > 0 && !this.#isClosed) {
      const thread = this.#threads.find(({ running }) => running === null) ?? this.#open();
      if (thread === null) return;
      const nowMs = performance.now();
      const next = this.#waiting.next((caller) => this.#used.of(caller, nowMs));
      if (next === undefined) return;
      thread.running = { ...next.item, caller: next.caller, sinceMs: nowMs };
      thread.worker.postMessage(next.item.task);
    }
  }

  /** One more thread, when there may be one. */
  #open(): Thread | null {
    const { cityDir, count } = this.#options;
    if (this.#threads.length >= count) return null;
    const worker = new Worker(new URL("ground-thread.ts", import.meta.url), { workerData: { cityDir } });
    // It ends with the process, which does not wait for it.
    worker.unref();
    const thread: Thread = { worker, running: null };
    const end = (answer: GroundResult): void => {
      const { running } = thread;
      if (running === null) return;
      thread.running = null;
      const nowMs = performance.now();
      this.#used.add(running.caller, nowMs - running.sinceMs, nowMs);
      running.onResult(answer);
    };
    worker.on("message", (result: GroundResult) => {
      end(result);
      this.#turn();
    });
    // The next task gets a new thread.
    worker.on("error", (error) => end({ failure: error.stack ?? error.message }));
    worker.on("exit", () => {
      this.#threads.splice(this.#threads.indexOf(thread), 1);
      end(GONE);
      this.#turn();
    });
    this.#threads.push(thread);
    return thread;
  }
}

const GONE = {
  refusal: {
    code: "DEPENDENCY_UNAVAILABLE",
    message: "Atlas cannot look at its map right now. Try again in a moment.",
  },
} as const satisfies GroundResult;
