import { absent, type Chapter, holds } from "../requirement.ts";

const FORGED = "apps/gateway/src/auth.pg.test.ts: a cookie with a forged signature counts for nothing";
const DEVICE =
  "apps/gateway/src/auth/sign-in-limit.pg.test.ts: a device cookie that nobody signed, or that is forgotten, makes nothing known";

/** Chapter 9: the signed cookies of sessions and devices; what they mean stands in the database. */
export const tokens: Chapter = {
  number: 9,
  name: "Signed tokens",
  verdicts: {
    "9.1.1": holds("signatures are checked", FORGED, DEVICE),
    "9.1.2": holds("by one algorithm only", FORGED, DEVICE),
    "9.1.3": absent("keys that a token names", "A token names none: the one key is the gateway's."),
    "9.2.1": holds(
      "no longer than they last",
      "apps/gateway/src/auth/session-reader.pg.test.ts: a session that runs out while it is remembered ends on the second",
    ),
    "9.2.2": holds(
      "for what they are made",
      "apps/gateway/src/auth/credentials.pg.test.ts: what a browser is known by again signs nobody in, in whatever place it is sent",
    ),
    "9.2.3": holds(
      "for whom they are made",
      "apps/gateway/src/rpc/socket.pg.test.ts: an app's cookie signs its page in, and no other app's",
    ),
    "9.2.4": holds(
      "and no other app's",
      "apps/gateway/src/rpc/socket.pg.test.ts: an app's cookie signs its page in, and no other app's",
    ),
  },
};
