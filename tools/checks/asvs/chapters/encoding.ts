import { absent, type Chapter, holds, holdsAs } from "../requirement.ts";

/** Chapter 1. */
export const encoding: Chapter = {
  number: 1,
  name: "Encoding and injection",
  verdicts: {
    "1.1.1": holds(
      "decoded once, before it is validated",
      "apps/gateway/src/unstorable-text.pg.test.ts: %s over HTTP",
      "apps/gateway/src/http/messages.pg.test.ts: a field that stands twice in an address counts once, and one that no body has is no prototype",
    ),
    "1.1.2": holds(
      "encoded last, by what interprets it",
      "e2e/journeys/policy.spec.ts: what somebody smuggles into a page does not run, and the browser says that its policy forbids it",
    ),
    "1.2.1": holdsAs(
      "text within HTML",
      "Pages are React, which encodes what it shows.",
      "e2e/journeys/policy.spec.ts: what somebody smuggles into a page does not run, and the browser says that its policy forbids it",
    ),
    "1.2.2": absent(
      "text within addresses",
      "No page makes a link of what somebody typed; addresses hold ids of our own, encoded.",
    ),
    "1.2.3": holds(
      "text within scripts and JSON",
      "apps/gateway/src/rpc/share-encoder.test.ts: everything else is plain JSON",
      "packages/ui/src/server/page-headers.test.ts: runs scripts by a nonce that no other response has, and frames, bases and foreign hosts are shut out",
    ),
    "1.2.4": holdsAs(
      "parameters of queries",
      "Statements come from Drizzle or its `sql`; the layer check finds every other use of the driver.",
      "tools/layers/find-violations.test.ts: has no violation",
      "apps/gateway/src/public-input/public-input.pg.test.ts: every REST route",
    ),
    "1.2.5": absent("commands of the system", "The servers start no programs; only an operator's tools do."),
    "1.2.6": absent("LDAP", "Atlas asks no directory."),
    "1.2.7": absent("XPath", "Atlas reads no XML."),
    "1.2.8": absent("LaTeX", "Atlas sets no texts."),
    "1.2.9": absent(
      "text within patterns",
      "Regular expressions are constants, or made of a currency's number of decimals.",
    ),
    "1.3.1": absent("HTML from an editor", "Nobody enters HTML."),
    "1.3.2": holds(
      "no code made of text",
      "packages/ui/src/server/page-headers.test.ts: runs scripts by a nonce that no other response has, and frames, bases and foreign hosts are shut out",
    ),
    "1.3.3": holds(
      "text cut to what its place can hold",
      "apps/gateway/src/auth.pg.test.ts: %s %j is refused by the sign-up and by the update alike",
      "packages/core/src/storable-text.test.ts: every whole character but U+0000 passes",
      "packages/services/src/ledger/audit/audit.pg.test.ts: exports hold every line, and no formula",
    ),
    "1.3.4": absent("drawings from users", "Nobody uploads an image."),
    "1.3.5": absent("markup from users", "Names, notes and comments are plain text."),
    "1.3.6": holdsAs(
      "requests made for a user",
      "Browsers say at which push service they are reached: only the hosts of known ones are called. No other address that a user gives is fetched.",
      "packages/core/src/push/push-service.test.ts: %s is not called",
      "packages/services/src/notifications/subscribe.pg.test.ts: %s is no push service, and nothing is kept of it",
      "packages/ports/src/push/push.test.ts: another host is not called, nor one whose certificate nobody vouches for",
    ),
    "1.3.7": absent("templates from users", "Texts of pages and mails are made by our code; values go in as values."),
    "1.3.8": absent("JNDI", "Nothing of Atlas is Java."),
    "1.3.9": absent("memcache", "None is used. Keys in Redis hold ids of our own."),
    "1.3.10": absent("format strings", "JavaScript has none, and messages are catalogues of our own."),
    "1.3.11": holdsAs(
      "text within mail",
      "Subjects are ours, an address has a strict form and goes as an address; what people call themselves is text in bodies only.",
      "packages/core/src/mail/render-mail.test.ts: what people call themselves is text in both, never markup",
      "apps/gateway/src/auth.pg.test.ts: an e-mail address in other letters is refused with the reason",
    ),
    "1.4.1": absent("memory of strings", "JavaScript manages it; no native code of our own."),
    "1.4.2": holds(
      "numbers that run over",
      "packages/services/src/ledger/post/operations.pg.test.ts: an amount that no account can hold is refused, stays refused, and stops nobody else's",
      "apps/gateway/src/bad-input.pg.test.ts: %s is refused as %s",
    ),
    "1.4.3": holds(
      "what was taken is given back",
      "apps/gateway/src/overload/overload.pg.test.ts: a client that hangs up, pipelined or not, gives the place back",
      "apps/gateway/src/rpc/socket.pg.test.ts: carries a hundred subscriptions, not counting those that ended; service accounts any number",
    ),
    "1.5.1": absent("XML that is read", "Files for the bank are written; no XML is read."),
    "1.5.2": holds(
      "what is read back has a schema",
      "packages/queue/src/hostile-jobs.test.ts: packed pings are pings or nothing",
      "packages/queue/src/consumer.queue.test.ts: a payload that does not parse becomes a dead letter with its reason, and the queue goes on",
      "apps/gateway/src/public-input/public-input.pg.test.ts: every REST route",
    ),
  },
};
