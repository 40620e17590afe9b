import { once } from "node:events";
import type { Server as HttpServer } from "node:http";
import { createServer, type AddressInfo, type ListenOptions, type Server } from "node:net";

/**
 * A listening socket accepts one connection for each turn of the event loop (libuv since 1.45). Under load a turn takes
 * milliseconds, and the hundreds of clients that connect meanwhile would wait for seconds before anybody could refuse them.
 */
const LISTENERS = 16;

export interface ListenAt {
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
}

/** Where a server listens, and how it ends. */
export interface Listening {
  readonly port: number;
  /** Takes no more connections; resolves when the last one has ended. */
  close(): Promise<void>;
}

/**
 * Has the server listen, on several sockets of one port where the system can share one, else on a single one.
 * @throws Error EADDRINUSE when another process listens there, even one that shares
 */
export async function listenAt(server: HttpServer, { host, port }: ListenAt): Promise<Listening> {
  const first = await openFirst(server, { host, port });
  const at = { host, port: first.port, reusePort: true };
  const others = first.isShared
    ? await Promise.all(Array.from({ length: LISTENERS - 1 }, () => openBeside(server, at)))
    : [];
  return {
    port: first.port,
    async close() {
      await Promise.all([server, ...others].map(closed));
    },
  };
}

async function openFirst(
  server: HttpServer,
  at: ListenAt,
): Promise<{ readonly port: number; readonly isShared: boolean }> {
  // A socket that does not share finds out whether the port is free.
  const probe = createServer();
  const port = await opened(probe, at);
  await closed(probe);
  try {
    return { port: await opened(server, { ...at, port, reusePort: true }), isShared: true };
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "ENOTSUP")) throw error;
    return { port: await opened(server, { ...at, port }), isShared: false };
  }
}

/** Another socket of the same port, whose connections are the server's. */
async function openBeside(server: HttpServer, at: ListenOptions): Promise<Server> {
  const beside = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => server.emit("connection", socket));
  await opened(beside, at);
  return beside;
}

async function opened(server: Server | HttpServer, at: ListenOptions): Promise<number> {
  server.listen(at);
  // Rejects with the server's "error".
  await once(server, "listening");
  const address: AddressInfo | string | null = server.address();
  if (address === null || typeof address === "string") throw new Error("the server listens on no port");
  return address.port;
}

async function closed(server: Server | HttpServer): Promise<void> {
  await new Promise<void>((resolve) => server.close(() => resolve()));
}
