import { type Chapter, documented, holds } from "../requirement.ts";

const EVERY_INPUT = "apps/gateway/src/bad-input.pg.test.ts: %s is refused as %s";

/** Chapter 2. */
export const validation: Chapter = {
  number: 2,
  name: "Validation and business logic",
  verdicts: {
    "2.1.1": documented("rules of fields are written down", "docs/api.md", "What holds everywhere"),
    "2.1.2": documented("rules of fields that belong together", "docs/security.md", "What an input has to be"),
    "2.1.3": documented("limits are written down", "docs/api.md", "What holds everywhere"),
    "2.2.1": holds(
      "every input has a schema",
      EVERY_INPUT,
      "apps/gateway/src/rest.pg.test.ts: fields that the original does not know are ignored, and those of other calls refused",
    ),
    "2.2.2": holds(
      "validated by the server",
      EVERY_INPUT,
      "apps/gateway/src/public-input/public-input.pg.test.ts: every REST route",
    ),
    "2.2.3": holds(
      "what belongs together agrees",
      "packages/core/src/settings/settings.test.ts: an unknown key and a value out of bounds are refused with the bounds",
      "packages/services/src/cities/settings/settings.pg.test.ts: of two at once that contradict each other one is refused",
    ),
    "2.3.1": holds(
      "steps in their order",
      "packages/core/src/order-machine.test.ts: runs CREATED → MATCHED → ARRIVED → STARTED → FINISHED",
      EVERY_INPUT,
    ),
    "2.3.2": holds(
      "limits of amounts",
      "packages/services/src/wallet/cash-desk.pg.test.ts: too much at once, nobody's wallet and one's own are refused",
      "packages/services/src/approvals/approvals.pg.test.ts: what is above the city's limit waits, and is posted once another operator approves it; both are on record",
    ),
    "2.3.3": holds(
      "whole or not at all",
      "packages/services/src/ledger/post/operations.pg.test.ts: a linked group is posted whole or not at all",
      "packages/services/src/messaging/in-transaction.pg.test.ts: a transaction that fails in its work is announced to nobody",
    ),
    "2.3.4": holds(
      "nothing is given away twice",
      "packages/services/src/orders/create-order.pg.test.ts: of many orders that one rider places at once one is made, and one hold",
      "packages/services/src/dispatch/offers/offers.pg.test.ts: accepting twice returns the order twice; another driver's offer is refused",
    ),
    "2.4.1": holds(
      "machines that ask too much",
      "apps/gateway/src/command-limit.pg.test.ts: and what comes after them is refused over REST, tRPC and a socket, with the time to wait",
      "apps/gateway/src/overload/callers.pg.test.ts: is refused over REST, tRPC and a socket, with the time to wait; commands and others go on",
    ),
  },
};
