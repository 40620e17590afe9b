import { type Chapter, documented, holds, holdsAs } from "../requirement.ts";

/** Chapter 15. */
export const coding: Chapter = {
  number: 15,
  name: "Code and what it is made of",
  verdicts: {
    "15.1.1": documented("how soon libraries are patched", "SECURITY.md", "Libraries with known faults"),
    "15.1.2": documented("list of libraries", "docs/security.md", "Libraries"),
    "15.1.3": documented("what costs much", "docs/operations.md", "Under load"),
    "15.2.1": holdsAs(
      "libraries are as new as was promised",
      "Every night, where the registry has a list of known faults; else the check is skipped and says so.",
      "tools/checks/audit-check.test.ts: a package with a known fault fails the check",
    ),
    "15.2.2": holds(
      "what costs much cannot stop the rest",
      "apps/gateway/src/overload/overload.pg.test.ts: refuses another quote early, with 503 and Retry-After, over REST, tRPC and a socket that stays open",
      "apps/gateway/src/overload/overload.pg.test.ts: passwords are hashed a few at a time; who waits too long is refused, and calls are not held up",
      "apps/gateway/src/http/half-open.pg.test.ts: an address has so many half requests; one more ends the oldest, and who sends a whole one is served",
    ),
    "15.2.3": holds(
      "nothing for tests in production",
      "apps/gateway/src/config.test.ts: what is not set has the local stack's values, and the demo is off",
      "apps/gateway/src/auth/surface.pg.test.ts: by %s is on the list, and anything else is 404",
      "packages/db/src/test-clock.pg.test.ts: nobody can set the time",
    ),
    "15.3.1": holds(
      "no more fields than are needed",
      "packages/services/src/orders/views/past-trip.pg.test.ts: a day after a trip its driver keeps neither the rider's name nor the exact ends; the rider and operators keep all",
      "apps/gateway/src/auth/surface.pg.test.ts: who asks for their session gets no token of it, in no header either, even when it is renewed",
      "packages/services/src/payouts/payouts.pg.test.ts: a driver names a bank account, sees it masked, and a payout keeps the one of its day",
    ),
    "15.3.2": holds("redirects that are followed", "packages/ports/src/push/push.test.ts: a redirect leads nowhere"),
    "15.3.3": holds(
      "only the fields of a call are taken",
      "apps/gateway/src/auth.pg.test.ts: nobody chooses a role or a city",
      "apps/gateway/src/rest.pg.test.ts: fields that the original does not know are ignored, and those of other calls refused",
      "apps/gateway/src/http/messages.pg.test.ts: takes its fields from the body, whatever stands in its address",
    ),
    "15.3.4": holdsAs(
      "whose address it is",
      "The real Caddy is tried where it is installed.",
      "apps/gateway/src/http/client-address.test.ts: is believed of the named networks only",
      "apps/gateway/src/http/proxy.pg.test.ts: a session is written down with its client's address",
    ),
    "15.3.5": holdsAs(
      "types are what they seem",
      "Strict TypeScript, no `any`, `===` only; at the edges schemas.",
      "apps/gateway/src/public-input/public-input.pg.test.ts: every REST route",
      "apps/gateway/src/bad-input.pg.test.ts: %s is refused as %s",
    ),
    "15.3.6": holds(
      "prototypes stay as they are",
      "apps/gateway/src/http/messages.pg.test.ts: a field that stands twice in an address counts once, and one that no body has is no prototype",
    ),
    "15.3.7": holds(
      "each field has one place",
      "apps/gateway/src/http/messages.pg.test.ts: takes its fields from the body, whatever stands in its address",
      "apps/gateway/src/http/messages.pg.test.ts: a field that stands twice in an address counts once, and one that no body has is no prototype",
    ),
  },
};
