import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DiskMailbox } from "@atlas/ports/mail/disk-mailbox";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestGateway } from "../test-gateway.ts";

const ID = "019ad0a0-0000-7000-8000-000000000001";
const LINK = "http://localhost:3000/reset-password#token=a&b";
const MAIL = {
  id: ID,
  at: new Date("2026-11-30T01:02:03Z"),
  to: "ani@example.test",
  subject: "A <script> of a subject",
  text: `Hello <b>\n${LINK}\n`,
  html: "<p>Hello</p>",
};

let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "atlas-mailbox-"));
  await new DiskMailbox(dir).send(MAIL);
});
afterAll(async () => {
  await rm(dir, { recursive: true });
});

test("a demo without SMTP shows its mails as text, in both languages, and keeps them out of caches", async () => {
  await using atlas = await startTestGateway({ mail: { smtp: null, dir } });
  const list = await fetch(`${atlas.url}/mailbox`);
  expect([list.status, list.headers.get("cache-control")]).toEqual([200, "no-store"]);
  const page = await list.text();
  expect(page).toContain('<html lang="en">');
  expect(page).toContain("A &lt;script&gt; of a subject");
  expect(page).toContain("To ani@example.test");
  expect(page).toContain('<time datetime="2026-11-30T01:02:03.000Z">30 Nov 2026, 01:02:03 UTC</time>');
  const script = await fetch(`${atlas.url}${/<script src="([^"]+)"/.exec(page)?.[1]}`);
  expect([script.status, script.headers.get("content-type")]).toEqual([200, "text/javascript; charset=utf-8"]);
  const mail = await (await fetch(`${atlas.url}/mailbox/${ID}?lang=id`)).text();
  expect(mail).toContain('<html lang="id">');
  expect(mail).toContain("Semua surat");
  expect(mail).toContain('href="http://localhost:3000/reset-password#token=a&amp;b"');
  expect(mail).toContain("Hello &lt;b&gt;");
  expect((await fetch(`${atlas.url}/mailbox/${ID.replace("1", "2")}`)).status).toBe(404);
  const asked = await fetch(`${atlas.url}/auth/web/request-password-reset`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ email: `${atlas.cityId}@example.test` }),
  });
  expect(await asked.json()).toEqual({ status: true, mailbox: "http://localhost:8085/mailbox" });
});

test.each([
  ["that is no demo", { isDemo: false, mail: { smtp: null, dir: "" } }],
  ["whose mail leaves by SMTP", { mail: { smtp: { url: "smtp://127.0.0.1:1", from: "a@b" }, dir: "" } }],
])("an installation %s shows none", async (_which, { mail, ...options }) => {
  await using atlas = await startTestGateway({ ...options, mail: { ...mail, dir } });
  for (const path of ["/mailbox", `/mailbox/${ID}`, "/mailbox/times.js"])
    expect((await fetch(`${atlas.url}${path}`)).status).toBe(404);
});
