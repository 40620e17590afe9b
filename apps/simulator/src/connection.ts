import type { AppRouter } from "@atlas/api/router";
import { createTRPCClient, createWSClient, type TRPCClient, wsLink } from "@trpc/client";

/** One signed-in client: a single WebSocket for everything, as the apps have it. */
export interface Connection {
  readonly api: TRPCClient<AppRouter>;
  readonly close: () => Promise<void>;
}

/** Opens the socket as the owner of the token; it reconnects by itself. */
export function connectAs(gateway: string, token: string): Connection {
  const socket = createWSClient({
    url: `${gateway.replace(/^http/, "ws")}/trpc`,
    connectionParams: { token },
    keepAlive: { enabled: true, intervalMs: 20_000, pongTimeoutMs: 10_000 },
  });
  return {
    api: createTRPCClient<AppRouter>({ links: [wsLink({ client: socket })] }),
    close: async () => socket.close(),
  };
}
