import { type Chapter, documented, holds, holdsAs } from "../requirement.ts";

const SIGN_INS =
  "apps/gateway/src/http/security-log.pg.test.ts: each sign-up, sign-in, refusal and sign-out is a line that says from where and whose, and nothing of what was typed";
const DOORS =
  "apps/gateway/src/http/security-log.pg.test.ts: who tries a door that is not theirs is in the log, over REST, tRPC and a socket";
const ACTS =
  "apps/gateway/src/audited-calls.pg.test.ts: $key leaves one row in the audit log, in its own transaction, with the address of the call";

/** Chapter 16. */
export const logging: Chapter = {
  number: 16,
  name: "Log and errors",
  verdicts: {
    "16.1.1": documented("what is logged, where and for how long", "docs/security.md", "The log"),
    "16.2.1": holds("when, where, who and what", SIGN_INS, DOORS),
    "16.2.2": holdsAs(
      "one clock",
      "Times are milliseconds since 1970 by the database's clock.",
      "tools/checks/clock/wrong-gateway-clock.queue.test.ts: writes down when somebody signed up, and until when the session lasts, by the database's",
    ),
    "16.2.3": documented("logs go where it is written", "docs/security.md", "The log"),
    "16.2.4": holds("lines that machines read", SIGN_INS),
    "16.2.5": holds(
      "nothing secret in it",
      SIGN_INS,
      "packages/telemetry/src/create-logger.test.ts: a failed query keeps its text and its cause, and loses its values",
      "tools/checks/telemetry/traces.queue.test.ts: a sign-in leaves the request's span and nothing of what was typed",
    ),
    "16.3.1": holds("sign-ins", SIGN_INS),
    "16.3.2": holds("refusals", DOORS),
    "16.3.3": holdsAs(
      "what else is worth it",
      "What operators do is a row of the audit log, in the act's own transaction.",
      DOORS,
      ACTS,
    ),
    "16.3.4": holds(
      "errors nobody expected",
      "packages/telemetry/src/create-logger.test.ts: any other error is logged as it is",
      "apps/gateway/src/outage.pg.test.ts: none of this is in the log as a bug",
    ),
    "16.4.1": holds(
      "no lines that somebody else wrote",
      "apps/gateway/src/http/security-log.pg.test.ts: a line break in an address makes no second line",
    ),
    "16.4.2": documented("a log that cannot be changed", "docs/operations.md", "Keep the logs elsewhere"),
    "16.4.3": documented("a log that is elsewhere", "docs/operations.md", "Keep the logs elsewhere"),
    "16.5.1": holdsAs(
      "an error tells nothing",
      "A bug is INTERNAL with an id.",
      "packages/api/src/error-of.test.ts: a bug is not a refusal",
      "packages/db/src/query.pg.test.ts: what Postgres refuses is the driver's error, without the parameters in its message",
    ),
    "16.5.2": holds(
      "goes on when something is away",
      "apps/gateway/src/outage.pg.test.ts: while the orders are locked, commands are refused in time and the rest is served",
      "apps/worker/src/outage.queue.test.ts: orders placed while Redis is away are served when it is back",
    ),
    "16.5.3": holds(
      "and refuses where it cannot know",
      "apps/gateway/src/outage.pg.test.ts: while nobody can be recognised, commands and sign-ins are refused in time however many come",
      "packages/services/src/messaging/in-transaction.pg.test.ts: a transaction that fails in its work is announced to nobody",
    ),
  },
};
