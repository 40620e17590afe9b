import { DomainError } from "@atlas/core/errors";
import type { z } from "zod";

export interface FetchJsonOptions {
  readonly init?: RequestInit;
  readonly timeoutMs: number;
}

/**
 * Asks another server for JSON and parses it. Responses of 4xx are parsed too: such servers explain the error in them.
 * @throws DomainError `DEPENDENCY_UNAVAILABLE` when the server is down, slow, failing or speaks something else.
 */
export async function fetchJson<T>(url: URL, schema: z.ZodType<T>, { init, timeoutMs }: FetchJsonOptions): Promise<T> {
  try {
    const response = await fetch(url, { ...init, signal: AbortSignal.timeout(timeoutMs) });
    if (response.status >= 500 || response.status === 429) throw new Error(`${url.host} responds ${response.status}`);
    return schema.parse(await response.json());
  } catch (cause) {
    throw new DomainError("DEPENDENCY_UNAVAILABLE", "The map service does not answer. Try again in a moment.", {
      cause,
    });
  }
}
