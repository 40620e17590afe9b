"use client";
import type { AppRouter } from "@atlas/api/router";
import { MAX_BATCHED_CALLS } from "@atlas/core/overload/batched-calls";
import { useAuth, useSession } from "@atlas/ui/client/auth";
import { useClientConfig } from "@atlas/ui/client/client-config";
import { ConnectionContext, type Connection } from "@atlas/ui/client/connection";
import { errorCodeOf } from "@atlas/ui/client/error-code";
import { useQueryClient, type QueryClient } from "@tanstack/react-query";
import {
  createTRPCClient,
  createWSClient,
  httpBatchLink,
  splitLink,
  wsLink,
  type TRPCClient,
  type TRPCLink,
} from "@trpc/client";
import { createTRPCContext } from "@trpc/tanstack-react-query";
import { use, useEffect, useEffectEvent, useMemo, type ReactNode } from "react";

const { TRPCProvider, useTRPC, useTRPCClient } = createTRPCContext<AppRouter>();

/** Typed options for useQuery, useMutation and useLive. */
export const useRpc = useTRPC;
/** The plain typed client, for calls outside hooks. */
export const useRpcClient = useTRPCClient;

/**
 * The connection to the gateway; goes inside AtlasClientProvider and around everything that calls. Subscriptions, and calls with
 * `context: { viaSocket: true }`, share one WebSocket; everything else goes by HTTP in batches with the app's cookie.
 */
export function RpcProvider({ children }: { readonly children: ReactNode }): ReactNode {
  const { gatewayUrl } = useClientConfig();
  const connection = use(ConnectionContext);
  const queryClient = useQueryClient();
  const session = useSession();
  const userId = session.state === "signed-in" ? session.user.id : null;

  // The socket carries the cookie of its handshake: another user needs another socket.
  const { client, follow } = useMemo(
    () => connect(gatewayUrl, connection, () => void queryClient.invalidateQueries()),
    // eslint-disable-next-line react-hooks/exhaustive-deps -- userId is the reason to connect anew
    [gatewayUrl, connection, queryClient, userId],
  );
  useEffect(() => follow(), [follow]);
  useEffect(() => () => queryClient.clear(), [queryClient, userId]);
  useSessionEnd(queryClient);

  return (
    <TRPCProvider trpcClient={client} queryClient={queryClient}>
      {children}
    </TRPCProvider>
  );
}

/** Asks anew who is signed in once the gateway responds that nobody is: the session ended elsewhere or ran out. */
function useSessionEnd(queryClient: QueryClient): void {
  const { refetch } = useAuth().useSession();
  const ask = useEffectEvent((error: unknown) => {
    if (errorCodeOf(error) === "UNAUTHENTICATED") void refetch();
  });
  useEffect(() => {
    const stopQueries = queryClient.getQueryCache().subscribe((event) => {
      if (event.type === "updated" && event.action.type === "error") ask(event.action.error);
    });
    const stopMutations = queryClient.getMutationCache().subscribe((event) => {
      if (event.type === "updated" && event.action.type === "error") ask(event.action.error);
    });
    return () => {
      stopQueries();
      stopMutations();
    };
  }, [queryClient]);
}

interface RpcConnection {
  readonly client: TRPCClient<AppRouter>;
  /** Reports the state of the socket until the returned function is called, which also closes it. */
  readonly follow: () => () => void;
}

function connect(gatewayUrl: string, connection: Connection, onReconnected: () => void): RpcConnection {
  const socket = createWSClient({
    url: `${gatewayUrl.replace(/^http/, "ws")}/trpc`,
    lazy: { enabled: true, closeMs: 5_000 },
    keepAlive: { enabled: true, intervalMs: 15_000, pongTimeoutMs: 5_000 },
    // At random: the sockets of a gateway that went away must not all come back at once.
    retryDelayMs: (attempt) => Math.min(8_000, 400 * 2 ** attempt) * (0.5 + Math.random() / 2),
  });
  const client = createTRPCClient<AppRouter>({ links: [atlasLink(gatewayUrl, socket)] });
  return {
    client,
    follow() {
      const stop = reportState(socket, connection, onReconnected);
      return () => {
        stop();
        void socket.close();
      };
    },
  };
}

type Socket = ReturnType<typeof createWSClient>;

/** Tells `connection` how the socket fares: `connecting` counts as lost only after it once stood. */
function reportState(socket: Socket, connection: Connection, onReconnected: () => void): () => void {
  let wasLive = false;
  let wasLost = false;
  const watching = socket.connectionState.subscribe({
    next({ state }) {
      if (state === "pending") {
        connection.setSocket("live");
        if (wasLost) onReconnected();
        wasLive = true;
        wasLost = false;
      } else if (state === "connecting" && wasLive) {
        wasLost = true;
        connection.setSocket("lost");
      } else if (state === "idle") {
        wasLive = false;
        wasLost = false;
        connection.setSocket("idle");
      }
    },
  });
  return () => {
    watching.unsubscribe();
    connection.setSocket("idle");
  };
}

function atlasLink(gatewayUrl: string, socket: Socket): TRPCLink<AppRouter> {
  return splitLink({
    condition: (operation) => operation.type === "subscription" || operation.context["viaSocket"] === true,
    true: wsLink({ client: socket }),
    false: httpBatchLink({
      url: `${gatewayUrl}/trpc`,
      maxURLLength: 4_000,
      maxItems: MAX_BATCHED_CALLS,
      fetch: (url, options) => fetch(url, { ...options, credentials: "include" }),
    }),
  });
}
