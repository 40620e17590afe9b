import type { IncomingMessage, Server } from "node:http";
import type { Socket } from "node:net";
import { addressPrefix } from "../auth/address-prefix.ts";

export interface HalfOpenOptions {
  readonly perAddress: number;
  /** Whether connections from there are those of many: a proxy keeps half requests to itself. */
  readonly isProxy: (address: string) => boolean;
  /** Called for each connection that was ended for being one too many. */
  readonly onLimited: () => void;
}

/**
 * Ends the oldest connection on which no request has come whole, when its address has too many of them: the newest may be somebody else's
 * behind the same address, whose request comes at once. Each of them ends by itself when the server's time for a head is over.
 */
export function limitHalfOpen(server: Server, { perAddress, isProxy, onLimited }: HalfOpenOptions): void {
  const byAddress = new Map<string, Set<Socket>>();
  const forget = (socket: Socket, address: string): void => {
    const halfOpen = byAddress.get(address);
    if (halfOpen?.delete(socket) === true && halfOpen.size === 0) byAddress.delete(address);
  };
  const addressOf = new WeakMap<Socket, string>();
  server.on("connection", (socket: Socket) => {
    const peer = socket.remoteAddress ?? "";
    if (isProxy(peer)) return;
    const address = addressPrefix(peer);
    const halfOpen = byAddress.get(address) ?? new Set();
    byAddress.set(address, halfOpen.add(socket));
    addressOf.set(socket, address);
    socket.once("close", () => forget(socket, address));
    const [oldest] = halfOpen;
    if (halfOpen.size <= perAddress || oldest === undefined) return;
    onLimited();
    oldest.destroy();
  });
  const onHead = ({ socket }: IncomingMessage): void => {
    const address = addressOf.get(socket);
    if (address !== undefined) forget(socket, address);
  };
  server.on("request", onHead);
  server.on("upgrade", onHead);
}
