import { isUtf8 } from "node:buffer";
import { isDependencyDown } from "@atlas/core/is-dependency-down";
import type { Redis } from "ioredis";
import { type JobName, messageIdOfJob } from "./catalog.ts";
import type { MoveToDeadLetters } from "./dead-letter.ts";

export interface UnreadableJobsOptions {
  readonly queue: JobName;
  readonly connection: Redis;
  /** What the queue's keys begin with. */
  readonly keyPrefix: string;
  /** Rejects when BullMQ cannot build the job. */
  readonly read: (jobId: string) => Promise<unknown>;
  readonly moveToDeadLetters: MoveToDeadLetters;
  readonly onError: (error: Error) => void;
}

/**
 * BullMQ makes a job active before it reads it. One that it cannot read (broken JSON, a key of another type) is in nobody's
 * hands: it stays active, comes round again each time its lock is lost, and is never done. This finds it and moves it to the dead letters.
 */
export class UnreadableJobs implements Disposable {
  readonly #options: UnreadableJobsOptions;
  readonly #timer: NodeJS.Timeout;
  #activeBefore: ReadonlySet<string> = new Set();
  #isLooking = false;

  constructor(options: UnreadableJobsOptions, everyMs: number) {
    this.#options = options;
    this.#timer = setInterval(() => void this.#look(), everyMs);
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
  }

  async #look(): Promise<void> {
    if (this.#isLooking) return;
    this.#isLooking = true;
    try {
      const active = await this.#options.connection.lrange(this.#key("active"), 0, -1);
      // Nearly every job is done before the second look, and never read here.
      for (const jobId of active) if (this.#activeBefore.has(jobId)) await this.#check(jobId);
      this.#activeBefore = new Set(active);
    } catch (error) {
      if (!isDependencyDown(error)) this.#options.onError(error instanceof Error ? error : new Error(String(error)));
    } finally {
      this.#isLooking = false;
    }
  }

  async #check(jobId: string): Promise<void> {
    const { queue, read, moveToDeadLetters } = this.#options;
    try {
      await read(jobId);
    } catch (error) {
      if (isDependencyDown(error)) throw error;
      await moveToDeadLetters({
        queue,
        messageId: messageIdOfJob(jobId),
        payload: await this.#rawOf(jobId),
        code: "INVALID_INPUT",
        reason: `The job cannot be read: ${error instanceof Error ? error.message : String(error)}`,
      });
      await this.#remove(jobId);
    }
  }

  /** The fields of the job's hash as they are; a key of another type as what RESTORE takes. */
  async #rawOf(jobId: string): Promise<unknown> {
    const { connection } = this.#options;
    const key = this.#key(jobId);
    const type = await connection.type(key);
    if (type !== "hash") return { type, dump: (await connection.dumpBuffer(key)).toString("base64") };
    const fields = Object.entries(await connection.hgetallBuffer(key));
    return Object.fromEntries(fields.map(([name, value]) => [name, textOf(value)]));
  }

  async #remove(jobId: string): Promise<void> {
    const { connection } = this.#options;
    const transaction = connection.multi();
    for (const list of ["active", "wait"]) transaction.lrem(this.#key(list), 0, jobId);
    await transaction
      .srem(this.#key("stalled"), jobId)
      .unlink(this.#key(jobId), this.#key(`${jobId}:lock`))
      .exec();
  }

  #key(name: string): string {
    return `${this.#options.keyPrefix}${name}`;
  }
}

function textOf(bytes: Buffer): string | { readonly base64: string } {
  return isUtf8(bytes) ? bytes.toString() : { base64: bytes.toString("base64") };
}
