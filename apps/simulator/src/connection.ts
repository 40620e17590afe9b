import type { AppRouter } from "@atlas/api/router";
import { createTRPCClient, createWSClient, retryLink, type TRPCClient, wsLink } from "@trpc/client";

const MAX_ATTEMPTS = 6;
const MAX_DELAY_MS = 8_000;

/** One signed-in client: a single WebSocket for everything, as the apps have it. */
export interface Connection {
  readonly api: TRPCClient<AppRouter>;
  readonly close: () => Promise<void>;
}

/** What is refused under load has done nothing: commands, too, are tried again. Subscriptions are reopened by `watch`. */
const againWhenBusy = retryLink<AppRouter>({
  retry: ({ error, op, attempts }) =>
    op.type !== "subscription" && error.data?.atlasCode === "OVERLOADED" && attempts < MAX_ATTEMPTS,
  retryDelayMs: (attempt) => Math.min(MAX_DELAY_MS, 1_000 * 2 ** attempt) * (0.5 + Math.random() / 2),
});

/** Opens the socket as the owner of the token; it reconnects by itself. */
export function connectAs(gateway: string, token: string): Connection {
  const socket = createWSClient({
    url: `${gateway.replace(/^http/, "ws")}/trpc`,
    connectionParams: { token },
    keepAlive: { enabled: true, intervalMs: 20_000, pongTimeoutMs: 10_000 },
  });
  return {
    api: createTRPCClient<AppRouter>({ links: [againWhenBusy, wsLink({ client: socket })] }),
    close: async () => socket.close(),
  };
}
