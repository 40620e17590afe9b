import { type Chapter, documented, holds, holdsAs, notYet } from "../requirement.ts";

/** Chapter 13. */
export const configuration: Chapter = {
  number: 13,
  name: "Configuration",
  verdicts: {
    "13.1.1": documented("what talks to what", "docs/operations.md", "Processes"),
    "13.2.1": notYet(
      "processes sign in with what changes",
      "Each has a log-in of its own, but with a password that nobody replaces by schedule.",
    ),
    "13.2.2": holds(
      "with no more rights than they need",
      "packages/db/src/admit-logins.pg.test.ts: the servers' role neither reads what people sign in with nor decides who they are",
      "packages/services/src/ledger/audit/audit.pg.test.ts: neither the application nor the owner can change what is written",
      "tools/checks/docker/compose.test.ts: %s gains no power, writes nothing but its volumes and has its limits",
    ),
    "13.2.3": holds(
      "no passwords from the factory",
      "tools/checks/docker/compose.test.ts: no secret has a default, and each is one's own",
      "tools/checks/production/refuses-to-start.queue.test.ts: a gateway with everything wrong says all of it at once, and no secret",
    ),
    "13.2.4": notYet(
      "whom processes may call",
      "Postgres and Redis reach nothing outside; gateway and worker, which may ask a routing server or send traces, are not narrowed to those.",
    ),
    "13.2.5": holds(
      "whom the web server may call",
      "tools/checks/docker/compose.test.ts: the proxy reaches the apps and the gateway, and nothing of the data or the metrics",
    ),
    "13.3.1": notYet(
      "secrets in a vault",
      "They are variables of the environment, from a file that only the operator reads.",
    ),
    "13.3.2": holdsAs(
      "secrets for those who need them",
      "Of the database's log-ins.",
      "tools/checks/docker/compose.test.ts: the gateway alone has the auth library's log-in, which migrate makes",
    ),
    "13.4.1": holds(
      "no repository in production",
      "tools/checks/docker/compose.test.ts: is built without the repository and what a machine keeps beside it",
    ),
    "13.4.2": notYet(
      "no debugging in production",
      "None is switched on; a bug leaves an id only. No test starts the images.",
    ),
    "13.4.3": holds(
      "no lists of folders",
      "apps/gateway/src/http.pg.test.ts: an unknown address is a refusal of the usual shape",
    ),
    "13.4.4": holds(
      "no TRACE",
      "apps/gateway/src/http/messages.pg.test.ts: the method TRACE is answered with nothing of it",
    ),
    "13.4.5": holdsAs(
      "metrics and descriptions",
      "The description of the API is public on purpose; metrics stay inside.",
      "tools/checks/docker/compose.test.ts: the proxy reaches the apps and the gateway, and nothing of the data or the metrics",
      "apps/gateway/src/authorisation/other-endpoints.pg.test.ts: nothing is served over HTTP that has no line",
    ),
  },
};
