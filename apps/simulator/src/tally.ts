import { TRPCClientError } from "@trpc/client";
import { z } from "zod";

const refusalSchema = z.object({ atlasCode: z.string() });

/** Counts what happens in a simulation. */
export class Tally {
  readonly counts = {
    ordersPlaced: 0,
    ordersMatched: 0,
    /** Of those matched: with a driver who still had a trip to end. */
    ordersQueued: 0,
    ordersExpired: 0,
    ordersCancelled: 0,
    ordersWithoutRider: 0,
    tripsFinished: 0,
    /** A driver who drove the whole route is paid the quote; this counts those who were not. */
    tripsBelowQuote: 0,
    offers: 0,
    offersAccepted: 0,
    offersDeclined: 0,
    pings: 0,
    pingsRefused: 0,
  };
  readonly waitsS: number[] = [];
  readonly #errors = new Map<string, number>();
  #pingAnswerMs = 0;

  ping(latencyMs: number): void {
    this.counts.pings += 1;
    this.#pingAnswerMs += latencyMs;
  }

  /** Forgets the pings of those who were online before the measurement began. */
  forgetPings(): void {
    this.counts.pings = 0;
    this.counts.pingsRefused = 0;
    this.#pingAnswerMs = 0;
  }

  get meanPingMs(): number {
    return this.counts.pings === 0 ? 0 : this.#pingAnswerMs / this.counts.pings;
  }

  /** Errors by what was attempted and the code that refused it. */
  get errors(): readonly (readonly [what: string, count: number])[] {
    return [...this.#errors].toSorted((a, b) => b[1] - a[1]);
  }

  error(attempt: string, error: unknown): void {
    const what = `${attempt}: ${codeOf(error)}`;
    this.#errors.set(what, (this.#errors.get(what) ?? 0) + 1);
  }
}

/** The closed code of a refusal, or the message of any other failure. */
export function codeOf(error: unknown): string {
  if (error instanceof TRPCClientError) {
    const refusal = refusalSchema.safeParse(error.data);
    if (refusal.success) return refusal.data.atlasCode;
  }
  return error instanceof Error ? error.message : String(error);
}
