import { type Chapter, documented, holds, holdsAs, notYet } from "../requirement.ts";

/** Chapter 14. */
export const data: Chapter = {
  number: 14,
  name: "Data of people",
  verdicts: {
    "14.1.1": documented("what is kept, in which class", "docs/security.md", "What is kept of people"),
    "14.1.2": documented("how each class is protected", "docs/security.md", "What is kept of people"),
    "14.2.1": notYet(
      "nothing sensitive in addresses",
      "No token or password is. Over HTTP a query's input is part of its address: ids, places, and at the cash desk a customer's number or e-mail address.",
    ),
    "14.2.2": holds(
      "nothing kept in caches between",
      "apps/gateway/src/http.pg.test.ts: is kept by nobody, unless it says so",
    ),
    "14.2.3": holdsAs(
      "nothing is sent to others",
      "Pages connect to the gateway only, and to a map's host where an operator names one.",
      "packages/ui/src/server/page-headers.test.ts: runs scripts by a nonce that no other response has, and frames, bases and foreign hosts are shut out",
    ),
    "14.2.4": holdsAs(
      "as it is written down",
      "What is said of positions, past trips, deleted accounts and the log.",
      "packages/services/src/history/archive-pings.pg.test.ts: partitions are made a week ahead and dropped past retention, and a repeat does nothing",
      "packages/services/src/orders/views/past-trip.pg.test.ts: a day after a trip its driver keeps neither the rider's name nor the exact ends; the rider and operators keep all",
      "packages/services/src/privacy/delete-account.pg.test.ts: is nowhere by name, word or number, and their trip still adds up",
      "packages/services/src/privacy/delete-account.pg.test.ts: every column that ties a row to a person says what deletion and export do with it",
      "packages/telemetry/src/create-logger.test.ts: a failed query keeps its text and its cause, and loses its values",
    ),
    "14.3.1": holdsAs(
      "a browser forgets with the sign-out",
      "Unsent positions, the trip in hand and sounds; a session that ends elsewhere counts once the browser learns of it.",
      "packages/ui/src/client/session-gate.browser.test.tsx: with the session goes what the browser keeps of the person, and nothing else",
    ),
    "14.3.2": holds("browsers keep nothing", "apps/gateway/src/http.pg.test.ts: is kept by nobody, unless it says so"),
    "14.3.3": notYet(
      "nothing sensitive in a browser's storage",
      "A driver's positions wait there while there is no connection, for an hour at most.",
    ),
  },
};
