import { createDecipheriv, createECDH, createPublicKey, hkdfSync, randomBytes, verify } from "node:crypto";
import { readFileSync } from "node:fs";
import { createServer, type Server } from "node:https";
import type { IncomingHttpHeaders } from "node:http";
import { getCACertificates, setDefaultCACertificates } from "node:tls";
import { HAS_OPENSSL, makeCertificates } from "@atlas/faults/certificates";
import type { PushMessage, PushPort } from "@atlas/core/push/push";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { openPush } from "./open-push.ts";
import { pushConfigOf, pushEnvSchema } from "./push-config.ts";

const KEY = "2b4f1c9e7a5d3860b1c2d3e4f5061728394a5b6c7d8e9f00112233445566778a";
const listeningSchema = z.object({ port: z.number() });

function configOf(env: Record<string, string>, isDemo = true): ReturnType<typeof pushConfigOf> {
  return pushConfigOf(pushEnvSchema.parse(env), { isDemo, webUrl: "https://atlas.example" });
}

interface Received {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** A browser: its keys, and how it reads what is pushed to it (RFC 8291, with `aes128gcm` of RFC 8188). */
function openBrowser(): { readonly p256dh: string; readonly auth: string; read(body: Buffer): string } {
  const pair = createECDH("prime256v1");
  const publicKey = pair.generateKeys();
  const auth = randomBytes(16);
  return {
    p256dh: publicKey.toString("base64url"),
    auth: auth.toString("base64url"),
    read(body) {
      const salt = body.subarray(0, 16);
      const idLength = body.readUInt8(20);
      const sender = body.subarray(21, 21 + idLength);
      const sealed = body.subarray(21 + idLength);
      const info = Buffer.concat([Buffer.from("WebPush: info\0"), publicKey, sender]);
      const secret = derive({ from: pair.computeSecret(sender), salt: auth, info, bytes: 32 });
      const key = derive({ from: secret, salt, info: Buffer.from("Content-Encoding: aes128gcm\0"), bytes: 16 });
      const nonce = derive({ from: secret, salt, info: Buffer.from("Content-Encoding: nonce\0"), bytes: 12 });
      const decipher = createDecipheriv("aes-128-gcm", key, nonce);
      decipher.setAuthTag(sealed.subarray(-16));
      const padded = Buffer.concat([decipher.update(sealed.subarray(0, -16)), decipher.final()]);
      return padded.subarray(0, padded.lastIndexOf(2)).toString();
    },
  };
}

interface Derivation {
  readonly from: Buffer;
  readonly salt: Buffer;
  readonly info: Buffer;
  readonly bytes: number;
}

function derive({ from, salt, info, bytes }: Derivation): Buffer {
  return Buffer.from(hkdfSync("sha256", from, salt, info, bytes));
}

describe.skipIf(!HAS_OPENSSL)("to a push service, by TLS (skipped without openssl)", () => {
  const opened = new AsyncDisposableStack();
  const received: Received[] = [];
  /** What it says to the next messages, first one first. */
  const replies: number[] = [];
  let host: string;
  let port: PushPort | null;

  beforeAll(async () => {
    const certificates = opened.use(makeCertificates());
    const before = getCACertificates("default");
    setDefaultCACertificates([...before, readFileSync(certificates.caFile, "utf8")]);
    opened.defer(() => setDefaultCACertificates(before));
    const server = await listen(certificates, received, replies);
    opened.defer(() => void server.close());
    host = `localhost:${listeningSchema.parse(server.address()).port}`;
    port = openPush(configOf({ ATLAS_PUSH_KEY: KEY, ATLAS_PUSH_TEST_HOST: host }));
  });
  afterAll(async () => opened.disposeAsync());

  function message(
    target: Omit<PushMessage["target"], "endpoint">,
    endpoint = `https://${host}/device/1`,
  ): PushMessage {
    const { p256dh, auth } = target;
    return {
      target: { endpoint, p256dh, auth },
      text: JSON.stringify({ title: "Pengemudi Anda sudah tiba", body: "Cari B 1234 XYZ é" }),
      topic: "019ad0a0000070008000000000000001",
      ttlS: 600,
      urgency: "high",
    };
  }

  test("a notice arrives encrypted for that browser alone, with its time, its urgency, its topic and our signature", async () => {
    const browser = openBrowser();
    const sent = message(browser);
    expect(await port?.send(sent)).toBe("sent");
    const got = received.at(-1);
    expect(got?.path).toBe("/device/1");
    expect(got?.headers).toMatchObject({
      ttl: "600",
      urgency: "high",
      topic: sent.topic,
      "content-encoding": "aes128gcm",
    });
    expect(got?.body.toString("latin1")).not.toContain("B 1234");
    expect(browser.read(got?.body ?? Buffer.alloc(0))).toBe(sent.text);
    expect(() => openBrowser().read(got?.body ?? Buffer.alloc(0))).toThrow(/authenticate|point/i);
    expect(signatureOf(got?.headers.authorization)).toEqual({
      isValid: true,
      claims: { aud: `https://${host}`, sub: "https://atlas.example", exp: expect.any(Number) },
    });
  });

  test.each([404, 410])("a browser that has withdrawn (%i) is gone", async (status) => {
    replies.push(status);
    expect(await port?.send(message(openBrowser()))).toBe("gone");
  });

  test.each([400, 401, 403, 413])("what is refused (%i) is refused for good", async (status) => {
    replies.push(status);
    await expect(port?.send(message(openBrowser()))).rejects.toMatchObject({ code: "PUSH_REFUSED" });
  });

  test.each([429, 500, 503])(
    "a service that is busy or broken (%i) is asked again, and no address is in the error",
    async (status) => {
      replies.push(status);
      const failed = await port?.send(message(openBrowser())).catch((error: unknown) => error);
      expect(failed).toMatchObject({ name: "Error", message: expect.stringContaining(String(status)) });
      expect(JSON.stringify(failed, Object.getOwnPropertyNames(failed))).not.toContain("/device/");
    },
  );

  test("a redirect leads nowhere", async () => {
    replies.push(307);
    const before = received.length;
    await expect(port?.send(message(openBrowser()))).rejects.toThrow("307");
    expect(received).toHaveLength(before + 1);
  });

  test("another host is not called, nor one whose certificate nobody vouches for", async () => {
    const before = received.length;
    const elsewhere = message(openBrowser(), `https://${host.replace("localhost", "127.0.0.1")}/device/1`);
    await expect(port?.send(elsewhere)).rejects.toMatchObject({ code: "PUSH_SERVICE_UNKNOWN" });
    setDefaultCACertificates([]);
    const untrusted = openPush(configOf({ ATLAS_PUSH_KEY: KEY, ATLAS_PUSH_TEST_HOST: host }));
    const failed = await untrusted?.send(message(openBrowser())).catch((error: unknown) => error);
    expect(failed).toMatchObject({ message: expect.stringMatching(/took no notice \(.*(?:CERT|ISSUER|SIGNATURE)/) });
    expect(received).toHaveLength(before);
  });
});

async function listen(
  { cert, key }: { readonly cert: string; readonly key: string },
  received: Received[],
  replies: number[],
): Promise<Server> {
  const server = createServer({ cert, key }, (request, response) => {
    const parts: Buffer[] = [];
    request.on("data", (part: Buffer) => parts.push(part));
    request.on("end", () => {
      received.push({ path: request.url ?? "", headers: request.headers, body: Buffer.concat(parts) });
      response.writeHead(replies.shift() ?? 201, { location: "/device/2", connection: "close" }).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "localhost", resolve));
  return server;
}

/** Of `vapid t=<JWT>, k=<public key>`. */
function signatureOf(header = ""): { readonly isValid: boolean; readonly claims: unknown } {
  const [, head = "", claims = "", signature = "", key = ""] =
    /^vapid t=([\w-]+)\.([\w-]+)\.([\w-]+), ?k=([\w-]+)$/.exec(header) ?? [];
  const point = Buffer.from(key, "base64url");
  const [x, y] = [point.subarray(1, 33), point.subarray(33)].map((half) => half.toString("base64url"));
  const publicKey = createPublicKey({ format: "jwk", key: { kty: "EC", crv: "P-256", x: x ?? "", y: y ?? "" } });
  const isOurs = key === configOf({ ATLAS_PUSH_KEY: KEY }).keys?.publicKey;
  const signed = Buffer.from(`${head}.${claims}`);
  const options = { key: publicKey, dsaEncoding: "ieee-p1363" } as const;
  return {
    isValid: isOurs && verify("sha256", signed, options, Buffer.from(signature, "base64url")),
    claims: JSON.parse(Buffer.from(claims, "base64url").toString()),
  };
}

describe("by the environment", () => {
  test("without a key nothing is pushed", () => {
    expect(configOf({ ATLAS_PUSH_KEY: "", ATLAS_PUSH_CONTACT: "" }).keys).toBeNull();
    expect(openPush(configOf({}))).toBeNull();
  });

  test("a key has its public half, which is what browsers subscribe with", () => {
    const { keys } = configOf({ ATLAS_PUSH_KEY: KEY });
    expect(Buffer.from(keys?.publicKey ?? "", "base64url")).toHaveLength(65);
    expect(Buffer.from(keys?.privateKey ?? "", "base64url").toString("hex")).toBe(KEY);
  });

  test.each(["", "0".repeat(64), "f".repeat(64), "short", `${KEY}00`])("%s is no key", (key) => {
    const parsed = pushEnvSchema.safeParse({ ATLAS_PUSH_KEY: key });
    expect(parsed.success && parsed.data.ATLAS_PUSH_KEY !== undefined).toBe(false);
  });

  test("a push service has somebody to write to, by mail or at the rider's app", () => {
    expect(configOf({}).contact).toBe("https://atlas.example");
    expect(configOf({ ATLAS_PUSH_CONTACT: "mailto:ops@atlas.example" }).contact).toBe("mailto:ops@atlas.example");
    expect(() => configOf({ ATLAS_PUSH_CONTACT: "ops@atlas.example" })).toThrow("mailto:");
  });

  test("a production does not start with a host of tests", () => {
    expect(() => configOf({ ATLAS_PUSH_TEST_HOST: "localhost:9443" }, false)).toThrow("ATLAS_PUSH_TEST_HOST");
    expect(configOf({ ATLAS_PUSH_TEST_HOST: "localhost:9443" }).testHost).toBe("localhost:9443");
  });
});
