import { damagedText, hostileText } from "@atlas/faults/hostile-input";
import { LoopWatchdog } from "@atlas/faults/loop-watchdog";
import { tryParser } from "@atlas/faults/try-parser";
import fc from "fast-check";
import { afterAll, expect, test } from "vitest";
import { isDatabaseUrl, logInOf, withDatabase, withLogin, writableHost } from "./database-url.ts";

const watchdog = new LoopWatchdog();
afterAll(() => watchdog[Symbol.dispose]());

const valid = fc.constantFrom(
  "postgres://atlas:secret@127.0.0.1:5432/atlas",
  "postgresql://one:5432,two:5432/atlas?target_session_attrs=read-write",
);

test("an address of a database is taken apart, or is called none without its password in the message", async () => {
  await tryParser(watchdog, {
    inputs: fc.oneof(hostileText, damagedText(valid)),
    // A log-in that is not percent-encoded.
    refusal: URIError,
    parse(text) {
      if (!isDatabaseUrl(text)) return;
      writableHost(text);
      withDatabase(text, "other");
      const login = { username: "somebody", password: "it's a / secret" };
      expect(logInOf(withLogin(text, login))).toEqual(login);
      logInOf(text);
    },
  });
});
