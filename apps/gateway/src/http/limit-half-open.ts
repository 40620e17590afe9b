import type { IncomingMessage, Server } from "node:http";
import type { Socket } from "node:net";
import { Counts } from "@atlas/core/overload/counts";

export interface HalfOpenOptions {
  readonly perAddress: number;
  /** Whether connections from there are those of many: a proxy keeps half requests to itself. */
  readonly isProxy: (address: string) => boolean;
  /** Told of each connection that was one too many. */
  readonly onLimited: () => void;
}

/**
 * Ends a connection at once when its address already has so many on which no request has come whole. Each of them ends by itself when the
 * server's time for a head is over.
 */
export function limitHalfOpen(server: Server, { perAddress, isProxy, onLimited }: HalfOpenOptions): void {
  const halfOpen = new Counts();
  const doneOf = new WeakMap<Socket, () => void>();
  server.on("connection", (socket: Socket) => {
    const address = socket.remoteAddress ?? "";
    if (isProxy(address)) return;
    if (halfOpen.of(address) >= perAddress) {
      onLimited();
      socket.destroy();
      return;
    }
    const done = halfOpen.add(address);
    doneOf.set(socket, done);
    socket.once("close", done);
  });
  const onHead = ({ socket }: IncomingMessage): void => doneOf.get(socket)?.();
  server.on("request", onHead);
  server.on("upgrade", onHead);
}
