import { type Chapter, documented, holds, holdsAs, notYet } from "../requirement.ts";

/** Chapter 13. */
export const configuration: Chapter = {
  number: 13,
  name: "Configuration",
  verdicts: {
    "13.1.1": documented("what talks to what", "docs/operations.md", "Processes"),
    "13.2.1": notYet(
      "processes sign in with what changes",
      "Each has a log-in of its own; its password can be replaced without a stop, which is on the schedule, and does not run out by itself.",
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
      "Postgres, Redis and the apps reach nothing outside. Gateway and worker call what settings name, the worker also push services, and nothing else; the network of docker-compose.yml on which they do so is not narrowed to those hosts, which a firewall in front of it can do.",
    ),
    "13.2.5": holds(
      "whom the web server may call",
      "tools/checks/docker/compose.test.ts: the proxy reaches the apps and the gateway, and nothing of the data or the metrics",
    ),
    "13.3.1": holdsAs(
      "secrets in a vault",
      "Whatever hands secrets over as files: Docker's and Kubernetes' secrets, agents of vaults. docker-compose.yml by itself reads a file that is its owner's alone.",
      "tools/checks/production/refuses-to-start.queue.test.ts: a production takes its secrets from files, and says which one it cannot have",
      "packages/services/src/production/secret-files.test.ts: each file that is missing, empty or beside its setting is named at once, and no secret",
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
    "13.4.2": holds(
      "no debugging in production",
      "tools/checks/production/opens.queue.test.ts: a bug tells its caller an id, and nothing of what happened",
      "tools/checks/docker/compose.test.ts: $name runs in production mode, and its pages are built beforehand",
    ),
    "13.4.3": holds(
      "no lists of folders",
      "apps/gateway/src/http.pg.test.ts: an unknown address is a refusal of the usual shape",
    ),
    "13.4.4": holds(
      "no TRACE",
      "apps/gateway/src/http/messages.pg.test.ts: a response to the method TRACE has nothing of the request",
    ),
    "13.4.5": holdsAs(
      "metrics and descriptions",
      "The description of the API is public on purpose; metrics stay inside.",
      "tools/checks/docker/compose.test.ts: the proxy reaches the apps and the gateway, and nothing of the data or the metrics",
      "apps/gateway/src/authorisation/other-endpoints.pg.test.ts: nothing is served over HTTP that has no line",
    ),
  },
};
