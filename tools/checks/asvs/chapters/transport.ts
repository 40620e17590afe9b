import { absent, type Chapter, holds, notYet } from "../requirement.ts";

/** Chapter 12. */
export const transport: Chapter = {
  number: 12,
  name: "What goes over the network",
  verdicts: {
    "12.1.1": notYet(
      "versions of TLS",
      "Those that Caddy takes by default (1.2 and 1.3); no test of ours connects with an older one.",
    ),
    "12.1.2": notYet("suites of TLS", "Those that Caddy takes by default; no test of ours looks at them."),
    "12.1.3": absent("certificates of clients", "None are used."),
    "12.2.1": holds(
      "nothing without TLS from outside",
      "tools/checks/production/refuses-to-start.queue.test.ts: a gateway with everything wrong says all of it at once, and no secret",
      "tools/checks/docker/compose.test.ts: what is published has a network that is not internal, and but for the proxy it is this host's alone",
      "apps/gateway/src/auth/surface.pg.test.ts: the cookie is bound to its host, and nothing else goes over plain HTTP for a year",
    ),
    "12.2.2": notYet(
      "certificates that browsers trust",
      "Caddy asks a public authority for them; that is seen only where it is installed.",
    ),
    "12.3.1": notYet(
      "TLS between all processes",
      "Inside the networks of docker-compose.yml Postgres, Redis and HTTP are plain.",
    ),
    "12.3.2": notYet(
      "clients check certificates",
      "As the address of the database says; no test of ours does it with TLS.",
    ),
    "12.3.3": notYet(
      "TLS between services",
      "The proxy speaks plain HTTP to the apps and the gateway on one machine's own network.",
    ),
    "12.3.4": notYet("certificates between services", "There are none."),
  },
};
