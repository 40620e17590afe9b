import { absent, type Chapter, holds, holdsAs, notYet } from "../requirement.ts";

const POLICY =
  "packages/ui/src/server/page-headers.test.ts: runs scripts by a nonce that no other response has, and frames, bases and foreign hosts are shut out";
const COOKIE =
  "apps/gateway/src/auth/surface.pg.test.ts: the cookie is bound to its host, and nothing else goes over plain HTTP for a year";
const HEADERS = "apps/gateway/src/http.pg.test.ts: forbids frames and sniffing";
const PAGES = "packages/ui/src/server/page-headers.test.ts: %s is not sniffed or framed, and only asks where one is";
const FORMS = "apps/gateway/src/http/messages.pg.test.ts: is none as %s, which a foreign page may send unasked";

/** Chapter 3. */
export const browser: Chapter = {
  number: 3,
  name: "Pages in a browser",
  verdicts: {
    "3.2.1": holds(
      "responses are not shown as pages",
      HEADERS,
      "apps/gateway/src/ledger.pg.test.ts: tables come as downloads, and a refusal as a JSON response",
    ),
    "3.2.2": holds(
      "text is shown as text",
      "e2e/journeys/policy.spec.ts: what somebody smuggles into a page does not run, and the browser says that its policy forbids it",
    ),
    "3.3.1": holdsAs(
      "cookies over TLS only",
      "Language and theme are `Secure` where the page came over TLS; they have no prefix, for what they hold is no secret.",
      COOKIE,
      "packages/ui/src/preferences.test.ts: a preference is kept over TLS only where the page came over TLS",
    ),
    "3.3.2": holds("cookies stay on their site", COOKIE),
    "3.3.3": notYet(
      "cookies of one host",
      "The session's and the device's are `__Host-`; those of language and theme have no prefix.",
    ),
    "3.3.4": holds(
      "session out of a script's reach",
      "apps/gateway/src/auth/surface.pg.test.ts: a sign-in on a page has no token in its body, one of a client that is no page has",
      "apps/gateway/src/auth/surface.pg.test.ts: who asks for their session gets no token of it, in no header either, even when it is renewed",
    ),
    "3.4.1": holds("TLS for a year, subdomains too", COOKIE, PAGES),
    "3.4.2": holds(
      "which origins may read",
      "apps/gateway/src/http.pg.test.ts: %s is refused",
      "apps/gateway/src/http.pg.test.ts: %s may read with credentials",
    ),
    "3.4.3": holds(
      "policy of content",
      POLICY,
      "apps/gateway/src/http.pg.test.ts: is a page whose every asset comes from this gateway",
    ),
    "3.4.4": holds("no guessing of types", HEADERS, PAGES),
    "3.4.5": holds("what other sites learn of an address", PAGES, HEADERS),
    "3.4.6": holds("no frames", POLICY, HEADERS),
    "3.5.1": holds(
      "requests of foreign pages",
      "apps/gateway/src/auth.pg.test.ts: a cookie without an Origin counts for nothing",
      "apps/gateway/src/auth.pg.test.ts: needs an Origin as soon as there is a cookie",
      FORMS,
    ),
    "3.5.2": holds("requests without a preflight", FORMS, "apps/gateway/src/http.pg.test.ts: %s is refused"),
    "3.5.3": holds("commands by their method", "apps/gateway/src/http/messages.pg.test.ts: is none by GET"),
    "3.5.4": holds(
      "apps on hosts of their own",
      "tools/checks/docker/compose.test.ts: the proxy passes on to the port that each service listens on",
      "apps/gateway/src/rpc/socket.pg.test.ts: an app's cookie signs its page in, and no other app's",
    ),
    "3.5.5": absent("messages between windows", "Pages take none."),
    "3.7.1": absent("plug-ins", "None is used."),
    "3.7.2": absent("redirects elsewhere", "No answer redirects to another host."),
  },
};
