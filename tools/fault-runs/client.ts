import { z } from "zod";

import type { Person } from "./town.ts";

/** What came back: an answer, a refusal with its code, or nothing that says what happened. */
export type Outcome<T> =
  | { readonly kind: "answer"; readonly value: T }
  | { readonly kind: "refusal"; readonly code: string }
  | { readonly kind: "unknown" };

/** What the clients of a load met. */
export interface ClientTally {
  replies: number;
  /** 503 and 429: said at once, to be tried again. */
  turnedAway: number;
  /** Other refusals, such as an order that was moved meanwhile. */
  refusals: number;
  /** 500, a cut connection, or none at all within the patience. */
  failures: number;
  slowestMs: number;
  /** How often each refusal came. */
  codes: Record<string, number>;
}

export function noCalls(): ClientTally {
  return { replies: 0, turnedAway: 0, refusals: 0, failures: 0, slowestMs: 0, codes: {} };
}

export interface Request<T> {
  readonly method: "GET" | "POST" | "PUT";
  readonly path: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly schema: z.ZodType<T>;
}

/** As an app that shows a spinner for longer has lost its user. */
const PATIENCE_MS = 8_000;

/** Calls the public API as apps do: each person stays with one of the gateways and leaves it when it does not respond. */
export class Client {
  readonly #urls: readonly string[];
  readonly #gatewayOf = new Map<Person, number>();
  tally = noCalls();

  constructor(urls: readonly string[]) {
    this.#urls = urls;
  }

  async send<T>(who: Person, request: Request<T>): Promise<Outcome<T>> {
    const startedMs = performance.now();
    const outcome = await this.#ask(who, request);
    this.tally.slowestMs = Math.max(this.tally.slowestMs, performance.now() - startedMs);
    this.#count(outcome);
    return outcome;
  }

  #count(outcome: Outcome<unknown>): void {
    if (outcome.kind === "answer") this.tally.replies += 1;
    else if (outcome.kind === "unknown") this.tally.failures += 1;
    else {
      if (TURNED_AWAY.has(outcome.code)) this.tally.turnedAway += 1;
      else this.tally.refusals += 1;
      this.tally.codes[outcome.code] = (this.tally.codes[outcome.code] ?? 0) + 1;
    }
  }

  async #ask<T>(who: Person, { method, path, body, headers, schema }: Request<T>): Promise<Outcome<T>> {
    const init = {
      method,
      headers: { authorization: `Bearer ${who.token}`, "content-type": "application/json", ...headers },
      signal: AbortSignal.timeout(PATIENCE_MS),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    };
    let heard = await hear(`${this.#urlFor(who)}${path}`, init);
    if (typeof heard === "string") this.#leave(who);
    // As whatever stands before the gateways does: one that takes no connection has not heard of the call.
    if (heard === "not-connected") heard = await hear(`${this.#urlFor(who)}${path}`, init);
    if (typeof heard === "string" || heard.status === 500) return { kind: "unknown" };
    if (heard.status < 400) return { kind: "answer", value: schema.parse(heard.body) };
    return { kind: "refusal", code: codeOf(heard.body) };
  }

  #urlFor(who: Person): string {
    const gateway = this.#gatewayOf.get(who) ?? this.#gatewayOf.size % this.#urls.length;
    this.#gatewayOf.set(who, gateway);
    return this.#urls[gateway] ?? "";
  }

  #leave(who: Person): void {
    this.#gatewayOf.set(who, ((this.#gatewayOf.get(who) ?? 0) + 1) % this.#urls.length);
  }
}

type Heard = { readonly status: number; readonly body: unknown } | "not-connected" | "nothing";

async function hear(url: string, init: RequestInit): Promise<Heard> {
  try {
    const response = await fetch(url, init);
    return { status: response.status, body: await response.json() };
  } catch (error) {
    return refusedConnection(error) ? "not-connected" : "nothing";
  }
}

function refusedConnection(error: unknown): boolean {
  return (
    error instanceof Error &&
    error.cause instanceof Error &&
    "code" in error.cause &&
    error.cause.code === "ECONNREFUSED"
  );
}

const refusalSchema = z.object({
  error: z.union([z.object({ data: z.object({ atlasCode: z.string() }) }), z.object({ code: z.string() })]),
});

const TURNED_AWAY: ReadonlySet<string> = new Set(["DEPENDENCY_UNAVAILABLE", "OVERLOADED", "RATE_LIMITED"]);

function codeOf(body: unknown): string {
  const refused = refusalSchema.safeParse(body);
  if (!refused.success) return "UNREADABLE";
  const { error } = refused.data;
  return "data" in error ? error.data.atlasCode : error.code;
}
