import { once } from "node:events";
import { deadLetters } from "@atlas/db/schema/messaging";
import { requestPasswordReset } from "@atlas/services/identity/ask-by-mail";
import { createEventPublisher } from "@atlas/services/messaging/publish-events";
import { TEST_APP_URLS, TEST_LINK_SECRET } from "@atlas/services/testing/do-job";
import { identityOf } from "@atlas/services/testing/identity-of";
import { openTestWorld, type TestWorld } from "@atlas/services/testing/test-world";
import { pino } from "pino";
import { SMTPServer } from "smtp-server";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { z } from "zod";
import { startWorker, type Worker } from "./start-worker.ts";

const listeningSchema = z.object({ port: z.number() });
const log = pino({ level: "silent" });

let world: TestWorld;
let worker: Worker;
let server: SMTPServer;
const taken: string[] = [];
/** How the server refuses the next mails, first one first. */
const refusals: number[] = [];

beforeAll(async () => {
  world = await openTestWorld({ isRealTime: true });
  Object.assign(world.ctx, { events: createEventPublisher(world.ctx.redis, log) });
  server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS"],
    onRcptTo({ address }, _session, done) {
      const responseCode = refusals.shift();
      if (responseCode === undefined) done();
      else done(Object.assign(new Error(`no mail for ${address}`), { responseCode }));
    },
    onData(stream, _session, done) {
      const parts: Buffer[] = [];
      stream.on("data", (part: Buffer) => parts.push(part));
      stream.on("end", () => {
        taken.push(Buffer.concat(parts).toString());
        done();
      });
    },
  });
  server.listen(0, "127.0.0.1");
  await once(server.server, "listening");
  const { port } = listeningSchema.parse(server.server.address());
  const { databaseUrl, redisUrl, cityId } = world;
  worker = await startWorker(
    {
      databaseUrl,
      redisUrl,
      host: "127.0.0.1",
      port: 0,
      cityDir: null,
      mail: { smtp: { url: `smtp://127.0.0.1:${port}`, from: "no-reply@atlas.example" }, dir: "" },
      linkSecret: TEST_LINK_SECRET,
      appUrls: TEST_APP_URLS,
      gpsRetentionDays: 30,
      dispatchRetentionDays: 30,
      logLevel: "silent",
      isDemo: true,
      queuePrefix: cityId,
    },
    log,
  );
});
afterAll(async () => {
  await worker.stop();
  await new Promise<void>((resolve) => server.close(() => resolve()));
  await world[Symbol.asyncDispose]();
});

async function addressOfRider(): Promise<string> {
  return `${(await world.addRider(0n)).userId}@example.test`;
}

test("a mail goes to the SMTP server, again when it was put off", { timeout: 20_000 }, async () => {
  refusals.push(451);
  await requestPasswordReset(identityOf(world), { email: await addressOfRider(), locale: "id" });
  await vi.waitFor(() => expect(taken).toHaveLength(1), { timeout: 15_000, interval: 50 });
  expect(taken[0]?.replaceAll("=\r\n", "")).toContain("http://localhost:3000/reset-password#token=3D");
  expect(refusals).toEqual([]);
});

test(
  "one that is refused is a dead letter with the server's reason and without its link",
  { timeout: 20_000 },
  async () => {
    refusals.push(550);
    const email = await addressOfRider();
    await requestPasswordReset(identityOf(world), { email, locale: "en" });
    const letter = await vi.waitFor(
      async () => {
        const [deadLetter] = await world.ctx.db.select().from(deadLetters);
        return deadLetter ?? expect.fail("not in the dead letters yet");
      },
      { timeout: 15_000, interval: 50 },
    );
    expect(letter).toMatchObject({ queue: "send-mail", code: "MAIL_REFUSED" });
    expect(letter.reason).toContain("no mail for …");
    expect(JSON.stringify(letter)).not.toContain(email);
    expect(Object.keys(Object(letter.payload)).toSorted()).toEqual(["locale", "requestId", "template"]);
  },
);
