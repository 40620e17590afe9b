import { createTRPCUntypedClient, createWSClient, TRPCClientError, wsLink } from "@trpc/client";
import { z } from "zod";
import type { AddressedProcedure } from "./addressed.ts";

/** What a call came to: `OK`, or the code and the sentence of its refusal. */
export interface Outcome {
  readonly code: string;
  readonly message: string;
  /** What it returned, as text; of a subscription its first value. */
  readonly said?: string;
}

/** One transport to call a procedure as a caller. */
export type CallProcedure = (procedure: Pick<AddressedProcedure, "path" | "type">, input: object) => Promise<Outcome>;

const OK: Outcome = { code: "OK", message: "" };
const streamError = z.object({ message: z.string(), data: z.object({ atlasCode: z.string() }) });
const rpcError = z.object({ error: streamError });
const restError = z.object({ error: z.object({ code: z.string(), message: z.string() }) });
const refusalData = z.object({ atlasCode: z.string() });

function headersOf(token: string | null): Record<string, string> {
  return token === null ? {} : { authorization: `Bearer ${token}` };
}

/** Over HTTP. */
export function overHttp(url: string, token: string | null): CallProcedure {
  return async ({ path, type }, input) => {
    const isCommand = type === "mutation";
    const query = isCommand ? "" : `?input=${encodeURIComponent(JSON.stringify(input))}`;
    const response = await fetch(`${url}/trpc/${path}${query}`, {
      method: isCommand ? "POST" : "GET",
      headers: { ...headersOf(token), "content-type": "application/json" },
      ...(isCommand ? { body: JSON.stringify(input) } : {}),
    });
    if (type === "subscription") return firstEvent(await response.text());
    const body: unknown = await response.json();
    if (response.ok) return { ...OK, said: JSON.stringify(body) };
    const { message, data } = rpcError.parse(body).error;
    return { code: data.atlasCode, message };
  };
}

/** What a stream of events says that has ended. */
function firstEvent(events: string): Outcome {
  const [, error] = /^event: serialized-error\ndata: (.*)$/m.exec(events) ?? [];
  if (error === undefined) return OK;
  const { message, data } = streamError.parse(JSON.parse(error));
  return { code: data.atlasCode, message };
}

/** Over one WebSocket, where a subscription counts by its first value. */
export function overSocket(
  url: string,
  token: string | null,
): { readonly call: CallProcedure; close(): Promise<void> } {
  const client = createWSClient({
    url: `${url.replace("http", "ws")}/trpc`,
    ...(token === null ? {} : { connectionParams: { token } }),
  });
  const rpc = createTRPCUntypedClient({ links: [wsLink({ client })] });
  return {
    async call({ path, type }, input) {
      try {
        if (type === "query") return said(await rpc.query(path, input));
        if (type === "mutation") return said(await rpc.mutation(path, input));
        const first = await new Promise<unknown>((resolve, reject) => {
          const running = rpc.subscription(path, input, {
            onData: (value: unknown) => (running.unsubscribe(), resolve(value)),
            onError: reject,
            onComplete: () => resolve(null),
          });
        });
        return said(first);
      } catch (error) {
        return toOutcome(error);
      }
    },
    async close() {
      await client.close();
    },
  };
}

/** A REST request. */
export interface RestRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: object;
}

/** Sends it; any other response than an error of the closed list is fine. */
export async function overRest(url: string, token: string | null, request: RestRequest): Promise<Outcome> {
  const { method, path, headers, body } = request;
  const response = await fetch(`${url}${path}`, {
    method,
    headers: { ...headersOf(token), ...headers, ...(body === undefined ? {} : { "content-type": "application/json" }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return response.ok ? { ...OK, said: text } : restError.transform(({ error }) => error).parse(JSON.parse(text));
}

function said(value: unknown): Outcome {
  return { ...OK, said: JSON.stringify(value) };
}

function toOutcome(error: unknown): Outcome {
  if (!(error instanceof TRPCClientError)) throw error;
  return { code: refusalData.parse(error.data).atlasCode, message: error.message };
}
