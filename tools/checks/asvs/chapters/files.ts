import { absent, type Chapter, holds } from "../requirement.ts";

const NONE = "Nobody uploads a file.";

/** Chapter 5. */
export const files: Chapter = {
  number: 5,
  name: "Files",
  verdicts: {
    "5.1.1": absent("which files may come", NONE),
    "5.2.1": holds(
      "size of what comes",
      "apps/gateway/src/http.pg.test.ts: a client that sends %d bytes before it reads learns that they are too many",
      "apps/gateway/src/rpc/socket.pg.test.ts: refuses a message beyond the limit by closing",
    ),
    "5.2.2": absent("type of what comes", NONE),
    "5.2.3": absent("archives", NONE),
    "5.3.1": absent("files that run", NONE),
    "5.3.2": holds("paths are made of our own names", "apps/gateway/src/http.pg.test.ts: no city, no map"),
    "5.4.1": holds(
      "downloads have a name",
      "apps/gateway/src/ledger.pg.test.ts: tables come as downloads, and a refusal as a JSON response",
    ),
    "5.4.2": holds(
      "and it is ours",
      "apps/gateway/src/ledger.pg.test.ts: tables come as downloads, and a refusal as a JSON response",
    ),
    "5.4.3": absent("malicious files", NONE),
  },
};
