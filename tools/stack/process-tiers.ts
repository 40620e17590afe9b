import type { Child, Ending } from "./child.ts";

/**
 * The processes of a stack in the order in which they may depend on each other. `stop` ends the last tier first; one that
 * is added after that is stopped at once, so that a start that was interrupted leaves nothing behind.
 */
export class ProcessTiers {
  readonly #tiers: Child[][] = [];
  readonly #death = Promise.withResolvers<Ending>();
  #stopping: Promise<void> | undefined;

  /** Resolves when a process that should run on ends although nobody asked it to. */
  get unexpectedEnd(): Promise<Ending> {
    return this.#death.promise;
  }

  /** Adds a process to tier `level`; those of one tier do not need each other. It is meant to run until it is stopped. */
  async add(level: number, child: Child): Promise<Child> {
    void child.ended.then((ending) => {
      if (this.#stopping === undefined) this.#death.resolve(ending);
    });
    return this.addPassing(level, child);
  }

  /** Adds a process that may end by itself, such as a build. */
  async addPassing(level: number, child: Child): Promise<Child> {
    (this.#tiers[level] ??= []).push(child);
    if (this.#stopping !== undefined) await child.stop();
    return child;
  }

  /** Stops everything, tier by tier, each process within its own deadline. */
  async stop(): Promise<void> {
    this.#stopping ??= this.#stopTiers();
    await this.#stopping;
  }

  async #stopTiers(): Promise<void> {
    for (const tier of this.#tiers.toReversed()) await Promise.all((tier ?? []).map((child) => child.stop()));
  }

  /** Kills every process with its children, without waiting. */
  kill(): void {
    for (const child of this.#tiers.flat()) {
      try {
        process.kill(-child.pid, "SIGKILL");
      } catch {
        // Already gone.
      }
    }
  }
}
