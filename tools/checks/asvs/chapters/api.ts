import { absent, type Chapter, holds, holdsAs } from "../requirement.ts";

/** Chapter 4. */
export const api: Chapter = {
  number: 4,
  name: "API and sockets",
  verdicts: {
    "4.1.1": holds(
      "content type and charset of a response",
      "apps/gateway/src/http/messages.pg.test.ts: what is text says in which letters",
    ),
    "4.1.2": holds(
      "no silent redirect from HTTP to HTTPS for the API",
      "apps/gateway/src/http/proxy.pg.test.ts: the API is not led on from HTTP to HTTPS, and pages are",
    ),
    "4.1.3": holds(
      "headers that only a proxy may set",
      "apps/gateway/src/http/client-address.test.ts: is believed of the named networks only",
      "tools/checks/docker/compose.test.ts: the proxy tells the gateway its client's address in the header that the gateway reads",
    ),
    "4.2.1": holdsAs(
      "where a message ends",
      "Of the gateway; the proxy before it has no test of ours.",
      "apps/gateway/src/http/messages.pg.test.ts: two lengths that could disagree are refused before anything of it is read",
    ),
    "4.3.1": absent("cost of GraphQL queries", "There is no GraphQL."),
    "4.3.2": absent("description of GraphQL", "There is no GraphQL."),
    "4.4.1": holdsAs(
      "sockets over TLS",
      "A page opens `wss:` where it came over TLS; its policy names nothing else.",
      "packages/ui/src/server/page-headers.test.ts: runs scripts by a nonce that no other response has, and frames, bases and foreign hosts are shut out",
    ),
    "4.4.2": holds(
      "origin of a socket",
      "apps/gateway/src/rpc/socket.pg.test.ts: a page that is not on the list is refused at the upgrade, and so is another path",
    ),
    "4.4.3": holds(
      "whose socket it is",
      "apps/gateway/src/rpc/socket.pg.test.ts: a token in the connection's parameters signs a client in",
      "apps/gateway/src/rpc/socket.pg.test.ts: an app's cookie signs its page in, and no other app's",
    ),
    "4.4.4": holds(
      "a socket lives by its session",
      "apps/gateway/src/rpc/socket.pg.test.ts: a session that has ended is not good for a new socket",
      "apps/gateway/src/auth/session-ends.pg.test.ts: a sign-out takes the driver offline, closes the sockets of every gateway and ends the token on each",
    ),
  },
};
