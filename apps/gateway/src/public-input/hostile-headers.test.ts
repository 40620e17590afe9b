import { damagedText, hostileHeader, hostileJson, hostileText, nearly } from "@atlas/faults/hostile-input";
import { LoopWatchdog } from "@atlas/faults/loop-watchdog";
import { tryParser } from "@atlas/faults/try-parser";
import { isIP } from "node:net";
import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { addressPrefix } from "../auth/address-prefix.ts";
import { CookieSigner } from "../auth/cookie-signer.ts";
import { DeviceCookie } from "../auth/device-cookie.ts";
import { readAuthBody } from "../auth/read-auth-body.ts";
import { carryCookieOver, cookieValue, sessionCookieOf, sessionValue, withoutCookie } from "../auth/session-cookie.ts";
import { readConfig } from "../config.ts";
import { parseByteRange } from "../http/byte-range.ts";
import { clientAddressBy } from "../http/client-address.ts";

const watchdog = new LoopWatchdog();
afterAll(() => watchdog[Symbol.dispose]());

describe("headers", () => {
  test("a range lies within the file", async () => {
    const ranges = fc.tuple(fc.constantFrom("bytes=0-10", "bytes=-5", "bytes=7-"), fc.nat()).map(([text]) => text);
    await tryParser(watchdog, {
      inputs: fc.tuple(fc.oneof(hostileHeader, damagedText(ranges)), fc.nat(1_000)),
      parse([header, size]) {
        const range = parseByteRange(header, size);
        if (range.kind !== "part") return;
        expect(range.start).toBeGreaterThanOrEqual(0);
        expect(range.end).toBeGreaterThanOrEqual(range.start);
        expect(range.end).toBeLessThan(size);
      },
    });
  });

  test("a client's address is an address, whatever a proxy forwards", async () => {
    const addressOf = clientAddressBy({ header: "x-client-address" });
    await tryParser(watchdog, {
      inputs: fc.tuple(fc.oneof(fc.ipV4(), fc.ipV6(), hostileText), fc.oneof(fc.ipV4(), hostileHeader)),
      parse([peer, forwarded]) {
        const address = addressOf(peer, () => forwarded);
        expect(address === "unknown" || isIP(address) > 0).toBe(true);
        addressPrefix(address);
      },
    });
  });

  test("cookies are found or not", async () => {
    const cookie = sessionCookieOf("web", "https://api.example.test");
    const signer = new CookieSigner(
      "a secret that only this test knows, 32+ letters",
      "a former secret of 32+ letters",
    );
    const devices = new DeviceCookie(signer);
    const valid = fc.constant(`a=b; ${cookie.name}=token.signature; ${devices.line(devices.issue(), cookie)}`);
    await tryParser(watchdog, {
      inputs: fc.oneof(
        hostileHeader,
        damagedText(valid).map((text) => text.replaceAll(/[^\t\u0020-\u00FF]/g, "")),
      ),
      parse(header) {
        cookieValue(header, cookie.name);
        sessionValue(header, cookie);
        expect(cookieValue(withoutCookie(header, cookie.name), cookie.name)).toBeNull();
        devices.read(header, cookie);
        const headers = new Headers({ cookie: header });
        carryCookieOver(headers, cookie, signer)(new Response("{}"));
      },
    });
  });
});

test("the body of a sign-in, a sign-up and a profile is read or refused", async () => {
  const person = fc.constant({ name: "Ayu", email: "ayu@example.test", password: "correct horse", phone: "+62 812" });
  const texts = fc.oneof(
    hostileText,
    nearly(person).map((body) => JSON.stringify(body) ?? ""),
    damagedText(person.map((body) => JSON.stringify(body))),
  );
  const paths = fc.constantFrom("/auth/web/sign-in/email", "/auth/web/sign-up/email", "/auth/web/update-user");
  await tryParser(watchdog, { inputs: fc.tuple(paths, texts), parse: ([path, text]) => readAuthBody(path, text) });
});

test("settings are read or refused by name", async () => {
  const env = fc.constant({
    DATABASE_URL: "postgres://localhost/atlas",
    REDIS_URL: "redis://localhost",
    BETTER_AUTH_SECRET: "a secret that only this test knows, 32+ letters",
    GATEWAY_PORT: "8085",
    WEB_URL: "https://example.test",
    ATLAS_TRUSTED_PROXIES: "10.0.0.0/8",
    ATLAS_LEDGER_SIGNING_KEY: "-----BEGIN PRIVATE KEY-----",
  });
  const settings = z.record(z.string(), z.coerce.string()).catch({});
  await tryParser(watchdog, {
    inputs: fc.oneof(nearly(env), hostileJson),
    parse: (input) => readConfig(settings.parse(input)),
  });
});
