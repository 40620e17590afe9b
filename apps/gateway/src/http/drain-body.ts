import type { IncomingMessage } from "node:http";

export interface DrainBounds {
  readonly maxBytes: number;
  readonly maxMs: number;
}

/**
 * Reads and forgets the rest of a body that nobody wants, up to a bound; true when it came to its end. A connection that is
 * closed with unread bytes is reset, and a client that is still sending then never sees the response.
 */
export async function drainBody(incoming: IncomingMessage, { maxBytes, maxMs }: DrainBounds): Promise<boolean> {
  if (incoming.complete && incoming.readableEnded) return true;
  return await new Promise((resolve) => {
    let bytes = 0;
    const settle = (): void => {
      clearTimeout(timer);
      incoming.off("data", onData).off("end", settle).off("close", settle).off("error", settle);
      resolve(incoming.readableEnded);
    };
    const onData = (chunk: Buffer): void => {
      bytes += chunk.length;
      if (bytes > maxBytes) settle();
      // The request's own stream listens as well, and pauses what nobody takes from it.
      else setImmediate(() => incoming.resume());
    };
    const timer = setTimeout(settle, maxMs);
    incoming.on("data", onData).on("end", settle).on("close", settle).on("error", settle).resume();
  });
}
