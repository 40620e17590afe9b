import { withinDeadline } from "@atlas/api/command-deadline";
import type { ApiContext } from "@atlas/api/api-context";
import { refusalOf } from "@atlas/api/error-of";
import { RunningSubscriptions } from "@atlas/api/running-subscriptions";
import { Counts } from "@atlas/core/overload/counts";
import { setTimeout as delay } from "node:timers/promises";
import { appRouter } from "@atlas/api/router";
import { type CreateWSSContextFnOptions, type Encoder, getWSConnectionHandler } from "@trpc/server/adapters/ws";
import { type WebSocket, WebSocketServer } from "ws";
import { identify } from "../auth/identify.ts";
import { admitSocketCall } from "../overload/admit-socket-call.ts";
import { type Caller, callerOf } from "../overload/caller.ts";
import { closeSocket } from "./close-socket.ts";
import { createApiContext } from "./create-api-context.ts";
import { holdMessages } from "./hold-messages.ts";
import { limitMessage } from "./limit-message.ts";
import { limitUnread } from "./limit-unread.ts";
import { shareEncoder } from "./share-encoder.ts";
import { onceClosed } from "./once-closed.ts";
import type { CountedSocket } from "./socket-limits.ts";
import { credentialsOf, type SharedBySockets, type SocketPath } from "./socket-path.ts";

/** 500 pings are about 60 KB. */
const MAX_PAYLOAD_BYTES = 256 * 1_024;
const PING_MS = 20_000;
const PONG_WAIT_MS = 10_000;
/** What a client sent right behind its upgrade has been read after this long. */
const REFUSE_REST_MS = 50;
/** Private close code: what was sent has not been read, connect again and begin with what is so then. */
const NOT_READING = 4_408;

/** An open socket, and what is known of it. */
interface Client {
  readonly address: string;
  readonly counted: CountedSocket;
  caller: Caller;
}

/** tRPC's own words for what a gateway says that is about to stop. */
const RECONNECT = JSON.stringify({ id: null, method: "reconnect" });

/** `/trpc`: a page's cookie signs it in; a client without an Origin sends `connectionParams: { token }`. */
export function trpcSockets(shared: SharedBySockets): SocketPath {
  const { api, admission, identifier, metrics, limits, callers, log, newId, socketSessions, socketLimits } = shared;
  const { limited } = admission;
  const wss = new WebSocketServer({ noServer: true, maxPayload: MAX_PAYLOAD_BYTES, perMessageDeflate: false });
  const clients = new WeakMap<WebSocket, Client>();
  const subscriptionsOfUsers = new Counts();

  const encoder = shareEncoder();
  const createContext = async ({ req, res, info }: CreateWSSContextFnOptions): Promise<ApiContext> => {
    const client = clients.get(res);
    if (client === undefined) throw new Error("a socket that nobody has counted");
    const release = holdMessages(res);
    try {
      const token = info.connectionParams?.["token"] ?? null;
      const identified = shared.identifying(identify(identifier, { ...credentialsOf(req), token }));
      // Calls that came right behind the upgrade wait for it.
      const session = await withinDeadline(identified);
      client.caller = callerOf(session?.actor ?? null, client.address);
      await belong(client);
      if (session !== null) socketSessions.add(res, session);
      const context = createApiContext(api, { session, address: client.address, requestId: newId() });
      const subscriptions = new RunningSubscriptions(subscriptionsOfUsers);
      onceClosed(res, () => subscriptions.close());
      release();
      return { ...context, subscriptions, admitCall: admitSocketCall(admission, client.caller, res) };
    } catch (error) {
      // tRPC ends the socket now, and a client sends again what got no reply: what came behind is read and refused, too.
      release();
      await delay(REFUSE_REST_MS, undefined, { ref: false });
      throw error;
    }
  };
  const belong = async ({ counted, caller }: Client): Promise<void> => {
    try {
      counted.belongTo(caller);
    } catch (error) {
      await delay(limits.refusedSocketMs, undefined, { ref: false });
      throw error;
    }
  };

  const closeUnread = (socket: WebSocket): Encoder =>
    limitUnread(encoder, socket, {
      maxBytes: limits.unreadBytes,
      onLimited: () => {
        limited.inc({ limit: "unread" });
        closeSocket(socket, NOT_READING, "not reading");
      },
    });

  wss.on("connection", (socket, request) => {
    const address = shared.addressOf(request);
    const client: Client = {
      address,
      counted: socketLimits.open(address),
      caller: callerOf(null, address),
    };
    clients.set(socket, client);
    metrics.sockets.inc();
    const late = setTimeout(() => socket.terminate(), limits.identifyMs);
    socket.once("close", () => {
      clearTimeout(late);
      client.counted.close();
      metrics.sockets.dec();
    });
    socket.on("error", (err) => log.debug({ err }, "socket error"));
    const serve = getWSConnectionHandler({
      wss,
      router: appRouter,
      experimental_encoder: limitMessage(closeUnread(socket), {
        maxCalls: () => callers[client.caller.kind]?.callsPerMessage ?? Number.POSITIVE_INFINITY,
        onLimited: () => {
          limited.inc({ limit: "message" });
          // Reading the next one costs as much again.
          socket.pause();
          setTimeout(() => socket.resume(), limits.refusedSocketMs).unref();
        },
      }),
      onError({ error, ctx, path }) {
        // Without a context nobody has logged it.
        if (ctx === undefined && refusalOf(error) === null) log.error({ err: error, path }, "bug");
      },
      keepAlive: { enabled: true, pingMs: PING_MS, pongWaitMs: PONG_WAIT_MS },
      createContext: (created) => {
        clearTimeout(late);
        return createContext(created);
      },
    });
    serve(socket, request);
  });

  return {
    wss,
    upgrade: (request, socket, head) => {
      wss.handleUpgrade(request, socket, head, (client) => wss.emit("connection", client, request));
    },
    sayGoodbye: () => {
      for (const client of wss.clients) if (client.readyState === client.OPEN) client.send(RECONNECT);
    },
  };
}
