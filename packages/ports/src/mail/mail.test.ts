import { mkdir, mkdtemp, readdir, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DomainError } from "@atlas/core/errors";
import type { Mail } from "@atlas/core/mail/mail";
import { SMTPServer, type SMTPServerOptions } from "smtp-server";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { DiskMailbox } from "./disk-mailbox.ts";
import { mailConfigOf, mailEnvSchema } from "./mail-config.ts";
import { openMail } from "./open-mail.ts";
import { SmtpMail } from "./smtp-mail.ts";

const FROM = "Atlas <no-reply@atlas.example>";

const listeningSchema = z.object({ port: z.number() });

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "atlas-mail-"));
});
afterAll(async () => {
  await rm(folder, { recursive: true });
});

function mail(number: number, to = "ani@example.test"): Mail {
  const id = `019ad0a0-0000-7000-8000-${String(number).padStart(12, "0")}`;
  const link = "https://atlas.example/reset#token=secret";
  return {
    id,
    at: new Date("2026-11-30T01:02:03Z"),
    to,
    subject: "Halo Ani é",
    text: `Hello\n${link}\n`,
    html: `<p>Hello</p>`,
  };
}

/** A real SMTP server; what it took, as it came. */
async function smtpServer(
  options: SMTPServerOptions = {},
): Promise<AsyncDisposable & { readonly url: string; readonly taken: { to: string; raw: string }[] }> {
  const taken: { to: string; raw: string }[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS"],
    onData(stream, session, done) {
      const parts: Buffer[] = [];
      stream.on("data", (part: Buffer) => parts.push(part));
      stream.on("end", () => {
        taken.push({
          to: session.envelope.rcptTo.map(({ address }) => address).join(),
          raw: Buffer.concat(parts).toString(),
        });
        done();
      });
    },
    ...options,
  });
  server.on("error", () => {});
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = listeningSchema.parse(server.server.address());
  return {
    url: `smtp://127.0.0.1:${port}`,
    taken,
    [Symbol.asyncDispose]: async () => new Promise((resolve) => server.close(() => resolve())),
  };
}

describe("by SMTP", () => {
  test("a mail arrives with its sender, both bodies, its date and an id that stays", async () => {
    await using server = await smtpServer();
    const smtp = new SmtpMail({ url: server.url, from: FROM });
    await smtp.send(mail(1));
    await smtp.send(mail(1));
    const [first, second] = server.taken;
    expect(first?.to).toBe("ani@example.test");
    for (const part of [
      /^From: Atlas <no-reply@atlas\.example>/m,
      /^Message-ID: <019ad0a0-0000-7000-8000-000000000001@atlas\.example>/m,
      /^Date: Mon, 30 Nov 2026 01:02:03 \+0000/m,
      /^Auto-Submitted: auto-generated/m,
      /^Content-Type: text\/plain/m,
      /^Content-Type: text\/html/m,
    ])
      expect(first?.raw).toMatch(part);
    expect(second?.raw).toContain("Message-ID: <019ad0a0-0000-7000-8000-000000000001@atlas.example>");
  });

  test.each([
    ["for good", 550, "MAIL_REFUSED"],
    ["for now", 451, undefined],
  ])(
    "an address that the server refuses %s (%i) says so, without the words of the mail and to whom it was",
    async (_how, responseCode, code) => {
      await using server = await smtpServer({
        onRcptTo: ({ address }, _session, done) =>
          done(Object.assign(new Error(`no such mailbox <${address}>, try later`), { responseCode })),
      });
      const failed = await new SmtpMail({ url: server.url, from: FROM }).send(mail(2)).catch((error: unknown) => error);
      expect(failed).toMatchObject({ message: expect.stringContaining("no such mailbox <…>, try later") });
      expect(failed instanceof DomainError ? failed.code : undefined).toBe(code);
      expect(JSON.stringify(failed, Object.getOwnPropertyNames(failed))).not.toMatch(/secret|ani@/);
    },
  );

  test("a log-in that is refused concerns all mails: it may pass", async () => {
    await using server = await smtpServer({
      onAuth: (_auth, _session, done) => done(new Error("no")),
      allowInsecureAuth: true,
    });
    const url = server.url.replace("://", "://user:password@");
    const failed = await new SmtpMail({ url, from: FROM }).send(mail(3)).catch((error: unknown) => error);
    expect(failed).toMatchObject({ name: "Error", message: expect.stringContaining("EAUTH") });
  });

  test("a server that is away may come back, and is not taken for Postgres", async () => {
    const failed = await new SmtpMail({ url: "smtp://127.0.0.1:1", from: FROM })
      .send(mail(4))
      .catch((error: unknown) => error);
    expect(failed).toMatchObject({ name: "Error", message: expect.stringContaining("took no mail") });
    expect(failed).not.toHaveProperty("code");
    expect(failed).not.toHaveProperty("cause");
  });
});

describe("in a folder", () => {
  test("a mail is one file, for its owner alone, however often it is sent; newest first", async () => {
    const dir = join(folder, "one");
    const mailbox = new DiskMailbox(dir);
    expect(await mailbox.list()).toEqual([]);
    for (const number of [2, 1, 1]) await mailbox.send(mail(number));
    expect(await mailbox.list()).toEqual([mail(2), mail(1)]);
    expect(await mailbox.find(mail(1).id)).toEqual(mail(1));
    const [name = ""] = await readdir(dir);
    expect((await stat(join(dir, name))).mode & 0o777).toBe(0o600);
  });

  test("two hundred are kept, and what is no mail is left alone", async () => {
    const dir = join(folder, "many");
    await mkdir(dir);
    await writeFile(join(dir, "notes.txt"), "mine");
    const mailbox = new DiskMailbox(dir);
    for (let number = 0; number < 203; number += 1) await mailbox.send(mail(number));
    const kept = await mailbox.list();
    expect([kept.length, kept.at(-1)?.id]).toEqual([200, mail(3).id]);
    expect(await readdir(dir)).toContain("notes.txt");
  });

  test("an id leads nowhere else", async () => {
    const mailbox = new DiskMailbox(join(folder, "one"));
    for (const id of ["../one", "..%2f", "", "019ad0a0"]) expect(await mailbox.find(id)).toBeNull();
    await expect(mailbox.send({ ...mail(5), id: "../escaped" })).rejects.toThrow("UUID");
  });
});

describe("which of them", () => {
  const configOf = (env: Record<string, string>): ReturnType<typeof mailConfigOf> =>
    mailConfigOf(mailEnvSchema.parse(env));

  test("is said by the environment", () => {
    expect(configOf({})).toEqual({ smtp: null, dir: join(".atlas", "mail") });
    expect(configOf({ ATLAS_SMTP_URL: "", ATLAS_MAIL_FROM: "" })).toEqual(configOf({}));
    expect(configOf({ ATLAS_STATE_DIR: "/s" }).dir).toBe(join("/s", "mail"));
    expect(openMail(configOf({ ATLAS_MAIL_DIR: folder }))).toBeInstanceOf(DiskMailbox);
    const smtp = { ATLAS_SMTP_URL: "smtps://u:p@mail.example:465", ATLAS_MAIL_FROM: FROM };
    expect(openMail(configOf(smtp))).toBeInstanceOf(SmtpMail);
  });

  test("an SMTP server without a sender, or that is no SMTP server, is refused at the start", () => {
    expect(() => configOf({ ATLAS_SMTP_URL: "smtp://mail.example" })).toThrow("ATLAS_MAIL_FROM");
    expect(() => configOf({ ATLAS_SMTP_URL: "https://mail.example", ATLAS_MAIL_FROM: FROM })).toThrow("smtp://");
    expect(() => configOf({ ATLAS_MAIL_FROM: "nobody" })).toThrow("address");
  });
});
