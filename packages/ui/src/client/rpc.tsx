"use client";
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
import type { AnyTRPCRouter } from "@trpc/server";
import { createTRPCContext } from "@trpc/tanstack-react-query";
import { use, useEffect, useEffectEvent, useMemo, type ReactNode } from "react";

import { useAuth, useSession } from "./auth.ts";
import { useClientConfig } from "./client-config.ts";
import { ConnectionContext, type Connection } from "./connection.ts";
import { errorCodeOf } from "./error-code.ts";

type RpcContext<Router extends AnyTRPCRouter> = ReturnType<typeof createTRPCContext<Router>>;

export interface Rpc<Router extends AnyTRPCRouter> {
  /** Goes inside AtlasClientProvider and around everything that calls the gateway. */
  readonly RpcProvider: (props: { readonly children: ReactNode }) => ReactNode;
  /** Typed options for useQuery, useMutation and useLive. */
  readonly useRpc: RpcContext<Router>["useTRPC"];
  /** The plain typed client, for calls outside hooks. */
  readonly useRpcClient: RpcContext<Router>["useTRPCClient"];
}

/**
 * Binds the client plumbing to an app's view of the API: `createRpc<AppRouter>()` once per app. Subscriptions, and calls with
 * `context: { viaSocket: true }`, share one WebSocket; everything else goes by HTTP in batches with the app's cookie.
 */
export function createRpc<Router extends AnyTRPCRouter>(): Rpc<Router> {
  const { TRPCProvider, useTRPC, useTRPCClient } = createTRPCContext<Router>();

  function RpcProvider({ children }: { readonly children: ReactNode }): ReactNode {
    const { gatewayUrl } = useClientConfig();
    const connection = use(ConnectionContext);
    const queryClient = useQueryClient();
    const session = useSession();
    const userId = session.state === "signed-in" ? session.user.id : null;

    // The socket carries the cookie of its handshake: another user needs another socket.
    const { client, follow } = useMemo(
      () => connect<Router>(gatewayUrl, connection, () => void queryClient.invalidateQueries()),
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

  return { RpcProvider, useRpc: useTRPC, useRpcClient: useTRPCClient };
}

/** Asks anew who is signed in once the gateway answers that nobody is: the session ended elsewhere or ran out. */
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

interface RpcConnection<Router extends AnyTRPCRouter> {
  readonly client: TRPCClient<Router>;
  /** Reports the state of the socket until the returned function is called, which also closes it. */
  readonly follow: () => () => void;
}

function connect<Router extends AnyTRPCRouter>(
  gatewayUrl: string,
  connection: Connection,
  onReconnected: () => void,
): RpcConnection<Router> {
  const socket = createWSClient({
    url: `${gatewayUrl.replace(/^http/, "ws")}/trpc`,
    lazy: { enabled: true, closeMs: 5_000 },
    keepAlive: { enabled: true, intervalMs: 15_000, pongTimeoutMs: 5_000 },
    // At random: the sockets of a gateway that went away must not all come back at once.
    retryDelayMs: (attempt) => Math.min(8_000, 400 * 2 ** attempt) * (0.5 + Math.random() / 2),
  });
  const client = createTRPCClient<Router>({
    // The links are the same for every router without a transformer; TypeScript cannot see that through the type parameter.
    links: [atlasLink(gatewayUrl, socket) as TRPCLink<Router>],
  });
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

function atlasLink(gatewayUrl: string, socket: Socket): TRPCLink<AnyTRPCRouter> {
  return splitLink({
    condition: (operation) => operation.type === "subscription" || operation.context["viaSocket"] === true,
    true: wsLink({ client: socket }),
    false: httpBatchLink({
      url: `${gatewayUrl}/trpc`,
      maxURLLength: 4_000,
      fetch: (url, options) => fetch(url, { ...options, credentials: "include" }),
    }),
  });
}
