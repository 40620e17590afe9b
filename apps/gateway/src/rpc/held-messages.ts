import type { WebSocket } from "ws";

/**
 * Keeps back what a client sends while it is being looked up who it is: what it may send depends on that. The first message stays out of
 * it when it is the one that says so.
 */
export class HeldMessages {
  readonly #client: WebSocket;
  readonly #emit: WebSocket["emit"];
  readonly #held: unknown[][] = [];
  #isHolding = false;

  private constructor(client: WebSocket) {
    this.#client = client;
    this.#emit = client.emit.bind(client);
  }

  static of(client: WebSocket): HeldMessages {
    const messages = new HeldMessages(client);
    client.emit = (event: string | symbol, ...args: unknown[]): boolean => {
      if (event !== "message" || !messages.#isHolding) return messages.#emit(event, ...args);
      messages.#held.push(args);
      return true;
    };
    return messages;
  }

  /** Nothing more is read from the client; what has been read already waits. */
  hold(): void {
    this.#isHolding = true;
    this.#client.pause();
  }

  /** Hands over what has waited, in its order. */
  release(): void {
    this.#isHolding = false;
    const held = this.#held.splice(0);
    if (this.#client.readyState !== this.#client.OPEN) return;
    for (const args of held) this.#emit("message", ...args);
    this.#client.resume();
  }
}
