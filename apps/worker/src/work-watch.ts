import type { JobName, QueueCounts } from "@atlas/queue/catalog";
import type { Consumer } from "@atlas/queue/consumer";
import type { FinishedJob } from "@atlas/queue/run-job";

/** What a worker does: publish the outbox, see to it that upkeep is scheduled, and the jobs of each queue. */
export type Work = "relay" | "schedules" | JobName;

export interface WorkState {
  readonly work: Work;
  /** Since it last got through, in seconds; null when it has not since the start. */
  readonly ageS: number | null;
  readonly isStuck: boolean;
}

interface Progress {
  lastMs: number | null;
  /** Since when jobs wait or are in hand and none gets through; null while there are none. */
  backlogSinceMs: number | null;
}

export interface WorkWatchOptions {
  readonly consumers: readonly Consumer[];
  readonly queueCounts: () => Promise<readonly QueueCounts[]>;
  readonly sampleMs?: number;
}

const SAMPLE_MS = 1_000;
/** The relay polls four times a second. */
const RELAY_STUCK_MS = 10_000;
/** Upkeep is scheduled anew every five seconds. */
const SCHEDULES_STUCK_MS = 30_000;
/** A consumer asks for a job every second while it has a free slot. */
const ASKING_STUCK_MS = 10_000;
const BACKLOG_STUCK_MS = 15_000;
/** Some tasks of upkeep take long, and the others wait for them. */
const UPKEEP_STUCK_MS = 60_000;

/**
 * Whether each kind of work goes on. A process whose connections are up may still do nothing; readiness, metrics and alerts
 * go by what got through.
 */
export class WorkWatch implements Disposable {
  readonly #options: WorkWatchOptions;
  readonly #startedMs = performance.now();
  readonly #relay: Progress = { lastMs: null, backlogSinceMs: null };
  readonly #schedules: Progress = { lastMs: null, backlogSinceMs: null };
  readonly #jobs: ReadonlyMap<JobName, Progress>;
  readonly #timer: NodeJS.Timeout;
  #isSampling = false;

  constructor(options: WorkWatchOptions) {
    this.#options = options;
    this.#jobs = new Map(options.consumers.map(({ queue }) => [queue, { lastMs: null, backlogSinceMs: null }]));
    this.#timer = setInterval(() => void this.#sample(), options.sampleMs ?? SAMPLE_MS);
  }

  /** A pass over the outbox got through, whether or not it found something. */
  relayed(): void {
    this.#relay.lastMs = performance.now();
  }

  /** Every task of upkeep has its schedule. */
  scheduled(): void {
    this.#schedules.lastMs = performance.now();
  }

  /** A job that will be tried again did not get through. */
  jobFinished({ queue, outcome }: FinishedJob): void {
    const progress = this.#jobs.get(queue);
    if (progress === undefined || (outcome !== "completed" && outcome !== "dead")) return;
    progress.lastMs = performance.now();
    progress.backlogSinceMs = null;
  }

  states(): readonly WorkState[] {
    const nowMs = performance.now();
    const isLate = ({ lastMs }: Progress, afterMs: number): boolean => nowMs - (lastMs ?? this.#startedMs) > afterMs;
    return [
      stateOf("relay", this.#relay, nowMs, isLate(this.#relay, RELAY_STUCK_MS)),
      stateOf("schedules", this.#schedules, nowMs, isLate(this.#schedules, SCHEDULES_STUCK_MS)),
      ...this.#options.consumers.map((consumer) => this.#consumerState(consumer, nowMs)),
    ];
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
  }

  #consumerState(consumer: Consumer, nowMs: number): WorkState {
    const progress = this.#jobs.get(consumer.queue) ?? { lastMs: null, backlogSinceMs: null };
    const patienceMs = consumer.queue === "upkeep" ? UPKEEP_STUCK_MS : BACKLOG_STUCK_MS;
    const { backlogSinceMs } = progress;
    const isBlocked = backlogSinceMs !== null && nowMs - backlogSinceMs > patienceMs;
    return stateOf(consumer.queue, progress, nowMs, isBlocked || consumer.silentMs() > ASKING_STUCK_MS);
  }

  async #sample(): Promise<void> {
    if (this.#isSampling) return;
    this.#isSampling = true;
    try {
      const nowMs = performance.now();
      const waiting = new Map((await this.#options.queueCounts()).map((counts) => [counts.name, counts.waiting]));
      for (const consumer of this.#options.consumers) {
        const progress = this.#jobs.get(consumer.queue);
        if (progress === undefined) continue;
        // Jobs that wait out an outage are in hand, and none waits behind a few of them.
        const hasWork = consumer.running() > 0 || (waiting.get(consumer.queue) ?? 0) > 0;
        progress.backlogSinceMs = hasWork ? (progress.backlogSinceMs ?? nowMs) : null;
      }
    } catch {
      // Redis is away, which readiness says by itself; what is known of the backlog stands.
    } finally {
      this.#isSampling = false;
    }
  }
}

function stateOf(work: Work, { lastMs }: Progress, nowMs: number, isStuck: boolean): WorkState {
  return { work, ageS: lastMs === null ? null : Math.round(nowMs - lastMs) / 1_000, isStuck };
}
