import { absent, type Chapter, holds, holdsAs, notYet } from "../requirement.ts";

/** Chapter 12. */
export const transport: Chapter = {
  number: 12,
  name: "What goes over the network",
  verdicts: {
    "12.1.1": holds(
      "versions of TLS",
      "apps/gateway/src/http/proxy.pg.test.ts: TLS 1.2 and 1.3 are spoken, and nothing older",
    ),
    "12.1.2": holds(
      "suites of TLS",
      "apps/gateway/src/http/proxy.pg.test.ts: the suite %s, without forward secrecy or authenticated encryption, is refused",
    ),
    "12.1.3": absent("certificates of clients", "None are used."),
    "12.2.1": holds(
      "nothing without TLS from outside",
      "tools/checks/production/refuses-to-start.queue.test.ts: a gateway with everything wrong says all of it at once, and no secret",
      "tools/checks/docker/compose.test.ts: what is published has a network that is not internal, and but for the proxy it is this host's alone",
      "apps/gateway/src/auth/surface.pg.test.ts: the cookie is bound to its host, and nothing else goes over plain HTTP for a year",
    ),
    "12.2.2": notYet(
      "certificates that browsers trust",
      "Caddy asks a public authority (ACME) for them and renews them by itself, which only a host that the names lead to can show.",
    ),
    "12.3.1": notYet(
      "TLS between all processes",
      "Postgres and Redis by setting (12.3.2). In docker-compose.yml they, the scraping of metrics and the proxy's connections to the apps are plain, on networks of one host that nothing else is on.",
    ),
    "12.3.2": holdsAs(
      "clients check certificates",
      "Of Postgres with `sslmode=verify-full`, of Redis with `rediss://`; setup warns where an address says less.",
      "tools/checks/production/tls.queue.test.ts: a %s that knows the authority serves",
      "tools/checks/production/tls.queue.test.ts: setup takes neither server while it does not know the authority",
      "tools/checks/production/check-servers.queue.test.ts: that would take TLS with any certificate is warned of",
    ),
    "12.3.3": notYet(
      "TLS between services",
      "The proxy speaks plain HTTP to the apps and the gateway on one machine's own network, which has no way out.",
    ),
    "12.3.4": holdsAs(
      "certificates between services",
      "Of Postgres and Redis, from an authority of one's own, and from no other where it alone is named. Between the proxy and the apps there are none.",
      "tools/checks/production/tls.queue.test.ts: a %s that knows the authority serves",
      "tools/checks/production/tls.queue.test.ts: setup takes neither server while it does not know the authority",
    ),
  },
};
