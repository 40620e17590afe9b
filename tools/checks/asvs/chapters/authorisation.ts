import { type Chapter, documented, holds } from "../requirement.ts";

const HTTP_AND_SOCKET = "apps/gateway/src/authorisation/matrix.pg.test.ts: as everybody, over HTTP and WebSocket";
const REST = "apps/gateway/src/authorisation/matrix.pg.test.ts: as everybody, over REST";

/** Chapter 8. */
export const authorisation: Chapter = {
  number: 8,
  name: "Who may what",
  verdicts: {
    "8.1.1": documented("rules of calls and objects", "docs/authorisation.md", "Procedures (tRPC)"),
    "8.1.2": documented("rules of fields", "docs/security.md", "Who sees what of whom"),
    "8.2.1": holds(
      "calls are for whom they are for",
      HTTP_AND_SOCKET,
      REST,
      "apps/gateway/src/ingest/pings-route.pg.test.ts: is for those who report positions: nobody, a stranger's token, a rider and a foreign page are refused at the upgrade",
    ),
    "8.2.2": holds(
      "objects are their owners'",
      HTTP_AND_SOCKET,
      REST,
      "apps/gateway/src/authorisation/planted-holes.pg.test.ts: an order that is returned to every caller is found",
    ),
    "8.2.3": holds(
      "fields are for whom they are for",
      "packages/services/src/orders/views/past-trip.pg.test.ts: a day after a trip its driver keeps neither the rider's name nor the exact ends; the rider and operators keep all",
      "packages/services/src/tracker/nearby-cars.pg.test.ts: a stranger sees eight cars at most, like riders within some 50 m and under keys that change, and so does an operator here",
      "packages/services/src/tracker/nearby-drivers.pg.test.ts: riders see cars near by only, within some 50 m, under keys that are not the drivers' ids and change",
      "apps/gateway/src/auth.pg.test.ts: nobody chooses a role or a city",
    ),
    "8.3.1": holds(
      "the server decides",
      HTTP_AND_SOCKET,
      "packages/services/src/use-case.test.ts: a use case is done for those who hold its permission, and for nobody else",
    ),
    "8.4.1": holds(
      "cities are kept apart for operators of one",
      "apps/gateway/src/authorisation/city-roles.pg.test.ts: an operator whose roles are for another city is refused, or sees nothing",
    ),
  },
};
