import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

/** A load in a process of its own, so that it is not what is measured. */
export interface LoadProcess extends AsyncDisposable {
  /** Sends an order and resolves to its answer; one at a time. */
  readonly ask: (order: object) => Promise<unknown>;
}

/** @param file of this folder, which replies to each message with one */
export function startLoad(file: string): LoadProcess {
  const child = fork(fileURLToPath(new URL(file, import.meta.url)));
  return {
    async ask(order) {
      const reply = once(child, "message");
      child.send(order);
      return (await reply)[0];
    },
    async [Symbol.asyncDispose]() {
      const gone = once(child, "exit");
      child.disconnect();
      await gone;
    },
  };
}
