import { DomainError } from "@atlas/core/errors";
import type { Counter } from "prom-client";
import { type Caller, callerOf } from "../overload/caller.ts";
import type { LimitsOfCallers } from "../overload/caller-limits.ts";
import { Counts } from "@atlas/core/overload/counts";

export interface SocketLimitOptions {
  readonly callers: LimitsOfCallers;
  /** Of this gateway. */
  readonly sockets: number;
  readonly limited: Counter<"limit">;
}

/** An open socket: of its address until somebody has signed in on it, then of that user. */
export interface CountedSocket {
  /** @throws DomainError RATE_LIMITED when the user has too many; it stays its address's then */
  belongTo(caller: Caller): void;
  close(): void;
}

/** How many WebSockets there are, and whose. */
export class SocketLimits {
  readonly #options: SocketLimitOptions;
  readonly #counts = new Counts();
  #open = 0;

  constructor(options: SocketLimitOptions) {
    this.#options = options;
  }

  /** The status line that another socket from there is refused with, or null. */
  refusalOf(address: string): string | null {
    const { callers, sockets, limited } = this.#options;
    if (this.#open >= sockets) {
      limited.inc({ limit: "sockets" });
      return "503 Service Unavailable\r\nRetry-After: 5";
    }
    if (this.#counts.of(keyOf(address)) < (callers.address?.sockets ?? Number.POSITIVE_INFINITY)) return null;
    limited.inc({ limit: "sockets of an address" });
    return "429 Too Many Requests\r\nRetry-After: 5";
  }

  /** Counts one. */
  open(address: string): CountedSocket {
    this.#open += 1;
    let leave = this.#counts.add(keyOf(address));
    let isOpen = true;
    return {
      belongTo: ({ key, kind }) => {
        if (!isOpen || kind === "address") return;
        const max = this.#options.callers[kind]?.sockets ?? Number.POSITIVE_INFINITY;
        if (this.#counts.of(key) >= max) {
          this.#options.limited.inc({ limit: "sockets of a user" });
          throw new DomainError("RATE_LIMITED", "This account is open in too many places. Close some of them.");
        }
        leave();
        leave = this.#counts.add(key);
      },
      close: () => {
        if (!isOpen) return;
        isOpen = false;
        this.#open -= 1;
        leave();
      },
    };
  }
}

function keyOf(address: string): string {
  return callerOf(null, address).key;
}
