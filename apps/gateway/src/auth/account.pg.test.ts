import { randomBytes } from "node:crypto";
import type { Mail } from "@atlas/core/mail/mail";
import { knownDevices } from "@atlas/db/schema/devices";
import { restrictions } from "@atlas/db/schema/restrictions";
import { accountRequests, sessions, users } from "@atlas/db/schema/identity";
import { outbox } from "@atlas/db/schema/messaging";
import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import type { AppName } from "../origins.ts";
import { startTestGateway, type TestGateway, type TestPerson } from "../test-gateway.ts";
import { mailed, tokenIn, workOff } from "../test-worker.ts";

const PASSWORD = "correct horse battery";
const NEW_PASSWORD = "another horse battery";
/** Every call comes from somewhere else: mails are limited per client, too. */
const CLIENT = "x-client";
const responseSchema = z.looseObject({ token: z.string().nullish(), error: z.object({ code: z.string() }).optional() });

let atlas: TestGateway;
beforeAll(async () => {
  atlas = await startTestGateway({ clientIpHeader: CLIENT });
});
afterAll(async () => {
  await atlas[Symbol.asyncDispose]();
});

let people = 0;
/** Somebody whose address no other test has. */
function person(name: string): TestPerson {
  people += 1;
  return { name, email: `${name.toLowerCase()}-${people}-${atlas.cityId}@example.test`, password: PASSWORD };
}

let calls = 0;
async function post(path: string, body: object, token?: string, client?: string): Promise<Response> {
  calls += 1;
  const [, app] = path.split("/", 3);
  const origin = atlas.origins[app === "driver" || app === "admin" ? app : "web"];
  const bearer = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const address = client ?? `198.51.${calls >> 8}.${calls & 0xff}`;
  const headers = { "content-type": "application/json", origin, [CLIENT]: address, ...bearer };
  return await fetch(`${atlas.url}/auth${path}`, { method: "POST", headers, body: JSON.stringify(body) });
}

/** 200, or the code of the refusal. */
async function outcome(sent: Promise<Response>): Promise<string | number> {
  const response = await sent;
  return responseSchema.parse(await response.json()).error?.code ?? response.status;
}

async function signIn(
  { email, password }: Pick<TestPerson, "email" | "password">,
  app: AppName = "web",
): Promise<string | number> {
  return await outcome(post(`/${app}/sign-in/email`, { email, password }));
}

/** The token of a new session, opened without hashing a password. */
async function session({ email }: TestPerson): Promise<string> {
  const token = randomBytes(24).toString("base64url");
  const [user] = await atlas.db.select({ id: users.id }).from(users).where(eq(users.email, email));
  const expiresAt = new Date(atlas.gateway.services.clock().getTime() + 3_600_000);
  await atlas.db
    .insert(sessions)
    .values({ id: atlas.gateway.services.newId(), userId: user?.id ?? "", token, expiresAt });
  return token;
}

/** Notes a device of somebody's, and says how many are known now. */
async function devices({ email }: TestPerson, isNew = false): Promise<number> {
  const [user] = await atlas.db.select({ id: users.id }).from(users).where(eq(users.email, email));
  const [userId, id] = [user?.id ?? "", atlas.gateway.services.newId()];
  if (isNew) await atlas.db.insert(knownDevices).values({ id, userId, tokenHash: id });
  return await atlas.db.$count(knownDevices, eq(knownDevices.userId, userId));
}

async function isLive(token: string): Promise<boolean> {
  return (await fetch(`${atlas.url}/trpc/account.me`, { headers: { authorization: `Bearer ${token}` } })).ok;
}

async function rider(name: string): Promise<TestPerson> {
  const known = person(name);
  await atlas.openAccount("rider", known);
  return known;
}

/** What the work mails, but for what says that somebody signed in. */
async function mailsSent(): Promise<readonly Mail[]> {
  return (await mailed(atlas)).filter(({ subject }) => !subject.startsWith("New sign-in"));
}

/** The one mail that the work brings about. */
async function oneMail(): Promise<Mail> {
  const mails = await mailsSent();
  expect(mails).toHaveLength(1);
  return mails[0] ?? expect.fail("no mail");
}

describe("a sign-up", () => {
  test.each([
    ["web", "rider", "Ayu"],
    ["driver", "driver", "Budi"],
  ] as const)("on %s makes a %s once the link of its mail is used, and nothing before", async (app, role, name) => {
    const ayu = person(name);
    expect(await outcome(post(`/${app}/sign-up/email`, ayu))).toBe(200);
    expect(await signIn(ayu, app)).toBe("EMAIL_NOT_VERIFIED");
    expect(await signIn({ ...ayu, password: "guessed it" }, app)).toBe("UNAUTHENTICATED");
    const mail = await oneMail();
    expect(mail).toMatchObject({ to: ayu.email, subject: "Confirm your e-mail for Atlas" });
    expect(mail.text).toContain(`${atlas.origins[app]}/verify-email#token=`);
    expect(mail.text).not.toContain(name);
    expect(await atlas.db.select().from(users).where(eq(users.email, ayu.email))).toEqual([]);
    expect(await (await post(`/${app}/verify-email`, { token: tokenIn(mail) })).json()).toEqual({
      status: true,
      email: ayu.email,
    });
    expect(await signIn(ayu, app)).toBe(200);
    const [row] = await atlas.db.select().from(users).where(eq(users.email, ayu.email));
    expect(row).toMatchObject({ role, name, emailVerified: true });
    expect(await outcome(post(`/${app}/verify-email`, { token: tokenIn(mail) }))).toBe("LINK_EXPIRED");
  });

  test("returns the same for an address that is somebody's, in every step; only its owner is notified", async () => {
    const known = await rider("Citra");
    const fresh = person("Citra");
    const steps = async ({ email }: TestPerson): Promise<unknown[]> => {
      const stranger = { name: "Stranger", email, password: "chosen by a stranger" };
      const outcomes: unknown[] = [];
      for (const [path, body] of [
        ["/web/sign-up/email", stranger],
        ["/web/sign-in/email", stranger],
        ["/web/send-verification-email", { email }],
        ["/web/request-password-reset", { email }],
        ["/web/sign-in/email", { ...stranger, password: "another guess" }],
      ] as const) {
        const response = await post(path, body);
        const names = [...response.headers.keys()].toSorted();
        outcomes.push([path, response.status, names, (await response.text()).replaceAll(email, "@")]);
      }
      return outcomes;
    };
    expect(await steps(known)).toEqual(await steps(fresh));
    const mails = await mailsSent();
    const subjects = (to: string): string[] => mails.filter((mail) => mail.to === to).map(({ subject }) => subject);
    const exists = "You already have an Atlas account";
    expect(subjects(known.email).toSorted()).toEqual(["Set a new password for Atlas", exists, exists]);
    expect(subjects(fresh.email)).toEqual(["Confirm your e-mail for Atlas", "Confirm your e-mail for Atlas"]);
    expect(await signIn(known)).toBe(200);
    expect(mails.filter(({ to, text }) => to === known.email && text.includes("/verify-email"))).toEqual([]);
  });

  test.each(["before", "after"])(
    "of a stranger with the same address, %s the owner's, makes nothing for the owner, whose own does",
    async (when) => {
      const own = person(`Dewi${when}`);
      const stranger = { ...own, password: "chosen by a stranger" };
      const asked = when === "before" ? [stranger, own] : [own, stranger];
      const links = new Map<string, string>();
      for (const one of asked) {
        await post("/web/sign-up/email", one);
        links.set(one.password, tokenIn(await oneMail()));
      }
      const open = async (of: { readonly password: string }, password?: string): Promise<string | number> =>
        outcome(post("/web/verify-email", { token: links.get(of.password), password }));
      // The owner, who reads all of them, presses the stranger's link; a page of before asks for no password.
      expect(await open(stranger, own.password)).toBe("WRONG_PASSWORD");
      expect(await open(stranger)).toBe("PASSWORD_REQUIRED");
      expect([await signIn(own), await signIn(stranger)]).toEqual(["EMAIL_NOT_VERIFIED", "EMAIL_NOT_VERIFIED"]);
      // What is sent once more is the link of the sign-up with that password, whichever is the newest.
      await post("/web/send-verification-email", { email: own.email, password: own.password });
      expect(tokenIn(await oneMail())).toBe(links.get(own.password));
      expect(await open(own, own.password)).toBe(200);
      expect(await open(stranger, stranger.password)).toBe("LINK_EXPIRED");
      expect([await signIn(own), await signIn(stranger)]).toEqual([200, "UNAUTHENTICATED"]);
    },
  );

  test("has ten guesses at the password that its link asks for", async () => {
    const own = person("Danu");
    await post("/web/sign-up/email", own);
    const token = tokenIn(await oneMail());
    const open = async (password: string): Promise<string | number> =>
      outcome(post("/web/verify-email", { token, password }));
    for (let tried = 0; tried < 10; tried += 1) expect(await open("a guess")).toBe("WRONG_PASSWORD");
    expect(await open(own.password)).toBe("RATE_LIMITED");
  });

  test("of somebody who got the address by other means meanwhile changes nothing", async () => {
    const eka = person("Eka");
    await post("/web/sign-up/email", { ...eka, password: "chosen by a stranger" });
    const mail = await oneMail();
    await atlas.openAccount("rider", eka);
    expect(await outcome(post("/web/verify-email", { token: tokenIn(mail) }))).toBe("LINK_EXPIRED");
    expect(await signIn(eka)).toBe(200);
  });

  test("asked to mail its link once more mails the same one", async () => {
    const fajar = person("Fajar");
    await post("/web/sign-up/email", fajar);
    const first = await oneMail();
    await post("/web/send-verification-email", { email: fajar.email });
    const second = await oneMail();
    expect([second.to, tokenIn(second)]).toEqual([fajar.email, tokenIn(first)]);
    // A page of before asks for no password; there is one sign-up only.
    expect(await outcome(post("/web/verify-email", { token: tokenIn(second) }))).toBe(200);
  });

  test("a day later is over", async () => {
    const gita = person("Gita");
    await post("/web/sign-up/email", gita);
    const mail = await oneMail();
    await atlas.db
      .update(accountRequests)
      .set({ expiresAt: sql`clock.now()` })
      .where(eq(accountRequests.email, gita.email));
    expect(await outcome(post("/web/verify-email", { token: tokenIn(mail) }))).toBe("LINK_EXPIRED");
    expect(await signIn(gita)).toBe("UNAUTHENTICATED");
    await post("/web/send-verification-email", { email: gita.email });
    expect(await mailsSent()).toEqual([]);
  });

  test("by a service account, which knows its people, is an account at once", async () => {
    const { token } = await atlas.createUser("service");
    const hadi = person("Hadi");
    expect(await outcome(post("/driver/sign-up/email", hadi, token))).toBe(200);
    expect(await mailsSent()).toEqual([]);
    expect(await signIn(hadi, "driver")).toBe(200);
    expect(await outcome(post("/driver/sign-up/email", { ...hadi, password: "chosen by a partner" }, token))).toBe(200);
    expect(await signIn({ ...hadi, password: "chosen by a partner" }, "driver")).toBe("UNAUTHENTICATED");
  });

  test("speaks the language of the page", async () => {
    const indah = person("Indah");
    await post("/web/sign-up/email", { ...indah, locale: "id" });
    expect((await oneMail()).subject).toBe("Konfirmasi email Anda untuk Atlas");
  });
});

test("an open request keeps no link: neither the promise of a mail nor the row has its token, nor whom it is for", async () => {
  const joko = person("Joko");
  await post("/web/sign-up/email", joko);
  const promises = JSON.stringify(await atlas.db.select().from(outbox));
  const mail = await oneMail();
  const rows = JSON.stringify(await atlas.db.select().from(accountRequests));
  expect(tokenIn(mail)).not.toBe("");
  for (const text of [promises, rows]) expect(text).not.toContain(tokenIn(mail));
  expect(promises).not.toContain(joko.email);
  expect(rows).not.toContain(PASSWORD);
});

test("a mail that the server refuses is promised still, and its next try makes a link that works", async () => {
  const joko = person("Joko");
  await post("/web/sign-up/email", joko);
  const failing = workOff(atlas, { send: () => Promise.reject(new Error("busy")) });
  await expect(failing).rejects.toThrow("busy");
  await atlas.db.execute(
    sql`UPDATE outbox SET published_at = NULL WHERE job = 'send-mail' AND id::text NOT IN (SELECT message_id FROM inbox)`,
  );
  const mail = await oneMail();
  await atlas.db.execute(sql`UPDATE outbox SET published_at = NULL WHERE job = 'send-mail'`);
  expect(await mailsSent()).toEqual([]);
  expect(await outcome(post("/web/verify-email", { token: tokenIn(mail) }))).toBe(200);
});

describe("a forgotten password", () => {
  test("is set anew by the link of a mail, once; all sessions end and the owner is notified", async () => {
    const kartika = await rider("Kartika");
    const open = [await session(kartika), await session(kartika)];
    for (let asked = 0; asked < 2; asked += 1)
      await post("/web/request-password-reset", { email: ` ${kartika.email.toUpperCase()}` });
    const [mail, other] = await mailsSent();
    if (mail === undefined || other === undefined) expect.fail("no mails");
    expect(mail.text).toContain(`${atlas.origins.web}/reset-password#token=`);
    const reset = { token: tokenIn(mail), newPassword: NEW_PASSWORD };
    expect(await outcome(post("/web/reset-password", { ...reset, newPassword: "short" }))).toBe("INVALID_INPUT");
    expect(await outcome(post("/web/reset-password", reset))).toBe(200);
    expect(await Promise.all(open.map(isLive))).toEqual([false, false]);
    expect([await signIn(kartika), await signIn({ ...kartika, password: NEW_PASSWORD })]).toEqual([
      "UNAUTHENTICATED",
      200,
    ]);
    expect(await oneMail()).toMatchObject({ to: kartika.email, subject: "Your Atlas password was changed" });
    for (const sent of [mail, other]) {
      const again = { ...reset, token: tokenIn(sent) };
      expect(await outcome(post("/web/reset-password", again))).toBe("LINK_EXPIRED");
    }
  });

  test("of two uses of one link at once, one counts", async () => {
    const lestari = await rider("Lestari");
    await post("/web/request-password-reset", { email: lestari.email });
    const token = tokenIn(await oneMail());
    const outcomes = await Promise.all(
      [1, 2].map(async (n) => outcome(post("/web/reset-password", { token, newPassword: `${NEW_PASSWORD} ${n}` }))),
    );
    expect(outcomes).toEqual(expect.arrayContaining([200, "LINK_EXPIRED"]));
    await mailsSent();
  });

  test("of an operator is asked for in the admin app, and every link leads to the account's own app", async () => {
    const nina = person("Nina");
    await atlas.openAccount("admin", nina);
    await post("/driver/request-password-reset", { email: nina.email });
    const mail = await oneMail();
    expect(mail.text).toContain(`${atlas.origins.admin}/reset-password#token=`);
    expect(await outcome(post("/admin/reset-password", { token: tokenIn(mail), newPassword: NEW_PASSWORD }))).toBe(200);
    expect(await signIn({ ...nina, password: NEW_PASSWORD }, "admin")).toBe(200);
    await mailsSent();
  });

  test("of nobody, or of a program, mails nothing; an hour later its link is over, and no link does what another is for", async () => {
    const partner = person("Partner");
    await atlas.openAccount("service", partner);
    for (const email of [partner.email, person("Nobody").email]) {
      expect(await outcome(post("/web/request-password-reset", { email }))).toBe(200);
    }
    expect(await mailsSent()).toEqual([]);
    const omar = await rider("Omar");
    await post("/web/request-password-reset", { email: omar.email });
    const token = tokenIn(await oneMail());
    for (const path of ["verify-email", "confirm-email", "undo-email"]) {
      expect(await outcome(post(`/web/${path}`, { token }))).toBe("LINK_EXPIRED");
    }
    await atlas.db
      .update(accountRequests)
      .set({ expiresAt: sql`clock.now()` })
      .where(eq(accountRequests.email, omar.email));
    expect(await outcome(post("/web/reset-password", { token, newPassword: NEW_PASSWORD }))).toBe("LINK_EXPIRED");
    expect(await signIn(omar)).toBe(200);
  });
});

describe("a change of password", () => {
  test("needs the present one, ends the other sessions and tells the owner", async () => {
    const putri = await rider("Putri");
    const [own, other] = [await session(putri), await session(putri)];
    await devices(putri, true);
    const change = { currentPassword: "a guess", newPassword: NEW_PASSWORD };
    expect(await outcome(post("/web/change-password", change))).toBe("UNAUTHENTICATED");
    expect(await outcome(post("/web/change-password", change, own))).toBe("WRONG_PASSWORD");
    expect(await outcome(post("/web/change-password", { ...change, currentPassword: PASSWORD }, own))).toBe(200);
    expect([await isLive(own), await isLive(other), await devices(putri)]).toEqual([true, false, 0]);
    expect([await signIn(putri), await signIn({ ...putri, password: NEW_PASSWORD })]).toEqual(["UNAUTHENTICATED", 200]);
    expect(await oneMail()).toMatchObject({ to: putri.email, subject: "Your Atlas password was changed" });
  });

  test("leaves the other sessions alone on request", async () => {
    const rani = await rider("Rani");
    const [own, other] = [await session(rani), await session(rani)];
    await devices(rani, true);
    const change = { currentPassword: PASSWORD, newPassword: NEW_PASSWORD, revokeOtherSessions: false };
    expect(await outcome(post("/web/change-password", change, own))).toBe(200);
    expect([await isLive(own), await isLive(other), await devices(rani)]).toEqual([true, true, 1]);
    await mailsSent();
  });

  test("takes ten guesses of a session; then not even the right one, while the owner signs in", async () => {
    const sari = await rider("Sari");
    const own = await session(sari);
    const guess = { currentPassword: "a guess", newPassword: NEW_PASSWORD };
    for (let guesses = 0; guesses < 10; guesses += 1) {
      expect(await outcome(post("/web/change-password", guess, own))).toBe("WRONG_PASSWORD");
    }
    const right = { ...guess, currentPassword: PASSWORD };
    expect(await outcome(post("/web/change-password", right, own))).toBe("RATE_LIMITED");
    const move = { newEmail: person("Sari").email, currentPassword: PASSWORD };
    expect(await outcome(post("/web/change-email", move, own))).toBe("RATE_LIMITED");
    expect(await signIn(sari)).toBe(200);
  });
});

describe("a change of e-mail", () => {
  /** Moves an account, up to the notice to its former address. */
  async function move(own: string, newEmail: string, currentPassword = PASSWORD): Promise<Mail> {
    expect(await outcome(post("/web/change-email", { newEmail, currentPassword }, own))).toBe(200);
    const mail = await oneMail();
    expect(mail.to).toBe(newEmail);
    expect(await outcome(post("/web/confirm-email", { token: tokenIn(mail) }))).toBe(200);
    return await oneMail();
  }

  test("needs the password and a yes from the new address; the former one gets a link to undo it", async () => {
    const tuti = await rider("Tuti");
    const own = await session(tuti);
    const { email: newEmail } = person("Tuti");
    expect(await outcome(post("/web/change-email", { newEmail, currentPassword: "a guess" }, own))).toBe(
      "WRONG_PASSWORD",
    );
    expect(await outcome(post("/web/change-email", { newEmail, currentPassword: PASSWORD }))).toBe("UNAUTHENTICATED");
    expect(await mailsSent()).toEqual([]);
    await post("/web/change-email", { newEmail, currentPassword: PASSWORD }, own);
    const mail = await oneMail();
    expect([mail.to, await signIn(tuti)]).toEqual([newEmail, 200]);
    expect(mail.text).not.toContain("Tuti");
    expect(await outcome(post("/web/confirm-email", { token: tokenIn(mail) }))).toBe(200);
    expect([await signIn(tuti), await signIn({ ...tuti, email: newEmail }), await isLive(own)]).toEqual([
      "UNAUTHENTICATED",
      200,
      true,
    ]);
    const notice = await oneMail();
    expect(notice).toMatchObject({ to: tuti.email, subject: "Your Atlas e-mail was changed" });
    expect(notice.text).not.toContain(newEmail);
  });

  test.each(["block", "suspension"] as const)(
    "waits while a %s holds, and its link is good after that",
    async (kind) => {
      const vina = await rider(`Vina${kind}`);
      const own = await session(vina);
      const { email: newEmail } = person(`Vina${kind}`);
      await post("/web/change-email", { newEmail, currentPassword: PASSWORD }, own);
      const token = tokenIn(await oneMail());
      const [user] = await atlas.db.select({ id: users.id }).from(users).where(eq(users.email, vina.email));
      const userId = user?.id ?? "";
      const placed = {
        id: atlas.gateway.services.newId(),
        userId,
        kind,
        reason: "a test",
        placedBy: userId,
        placedAt: atlas.gateway.services.clock(),
      };
      await atlas.db.insert(restrictions).values(placed);
      const code = kind === "block" ? "ACCOUNT_BLOCKED" : "ACCOUNT_SUSPENDED";
      expect(await outcome(post("/web/confirm-email", { token }))).toBe(code);
      expect(await atlas.db.$count(users, eq(users.email, newEmail))).toBe(0);
      await atlas.db.delete(restrictions).where(eq(restrictions.id, placed.id));
      expect(await outcome(post("/web/confirm-email", { token }))).toBe(200);
      await mailsSent();
    },
  );

  test("that the owner did not make is undone: sessions end, the password is dead, and a link for a new one comes", async () => {
    const umar = await rider("Umar");
    const thief = await session(umar);
    const [second, third] = [person("Thief"), person("Thief")];
    const notice = await move(thief, second.email);
    const later = await move(thief, third.email);
    expect(await outcome(post("/web/undo-email", { token: tokenIn(notice) }))).toBe(200);
    expect([await isLive(thief), await signIn(umar), await signIn({ ...umar, email: third.email })]).toEqual([
      false,
      "UNAUTHENTICATED",
      "UNAUTHENTICATED",
    ]);
    const mail = await oneMail();
    expect(mail.to).toBe(umar.email);
    // The undo link to the thief's address is of no use to the thief.
    expect(await outcome(post("/web/undo-email", { token: tokenIn(later) }))).toBe("LINK_EXPIRED");
    expect(await outcome(post("/web/reset-password", { token: tokenIn(mail), newPassword: NEW_PASSWORD }))).toBe(200);
    expect(await signIn({ ...umar, password: NEW_PASSWORD })).toBe(200);
    await mailsSent();
  });

  test("is not undone while the former address is another account's, and is once that account is gone", async () => {
    const xena = await rider("Xena");
    const notice = await move(await session(xena), person("Thief").email);
    await atlas.openAccount("rider", xena);
    const [taker] = await atlas.db.select({ id: users.id }).from(users).where(eq(users.email, xena.email));
    const undo = async (): Promise<string | number> => outcome(post("/web/undo-email", { token: tokenIn(notice) }));
    expect(await undo()).toBe("LINK_EXPIRED");
    expect(await signIn(xena)).toBe(200);
    await atlas.db.execute(sql`SELECT public.erase_identity(${taker?.id ?? ""}::uuid)`);
    expect(await undo()).toBe(200);
    expect((await oneMail()).to).toBe(xena.email);
  });

  test("that is asked for twice has one link, the later one", async () => {
    const yusuf = await rider("Yusuf");
    const own = await session(yusuf);
    const links: string[] = [];
    for (const { email: newEmail } of [person("Yusuf"), person("Yusuf")]) {
      await post("/web/change-email", { newEmail, currentPassword: PASSWORD }, own);
      links.push(tokenIn(await oneMail()));
    }
    const outcomes: (string | number)[] = [];
    for (const token of links) outcomes.push(await outcome(post("/web/confirm-email", { token })));
    expect(outcomes).toEqual(["LINK_EXPIRED", 200]);
    await mailsSent();
  });

  test("to an address that is somebody's tells only them, and changes nothing", async () => {
    const [vera, wati] = [await rider("Vera"), await rider("Wati")];
    const own = await session(vera);
    expect(await outcome(post("/web/change-email", { newEmail: wati.email, currentPassword: PASSWORD }, own))).toBe(
      200,
    );
    expect(await oneMail()).toMatchObject({ to: wati.email, subject: "You already have an Atlas account" });
    expect([await signIn(vera), await signIn(wati)]).toEqual([200, 200]);
  });

  test("voids a link for a new password that went to the former address", async () => {
    const yanti = await rider("Yanti");
    await post("/web/request-password-reset", { email: yanti.email });
    const reset = tokenIn(await oneMail());
    await move(await session(yanti), person("Yanti").email);
    expect(await outcome(post("/web/reset-password", { token: reset, newPassword: NEW_PASSWORD }))).toBe(
      "LINK_EXPIRED",
    );
  });
});

test("five mails of a kind an hour are sent to one address at most, from any client; those of one kind leave the others", async () => {
  for (const { email } of [await rider("Zaki"), person("Zaki")]) {
    const ask = async (path: string): Promise<string | number> =>
      outcome(post(`/web/${path}`, { name: "Zaki", email, password: PASSWORD }));
    for (const path of ["send-verification-email", "request-password-reset", "sign-up/email"]) {
      for (let asked = 0; asked < 5; asked += 1) expect(await ask(path)).toBe(200);
      expect(await ask(path)).toBe("RATE_LIMITED");
    }
  }
  await mailsSent();
});

test("one client asks for sixty mails in ten minutes, to any address; what is refused leaves a mailbox as it was", async () => {
  const [a, b] = randomBytes(2);
  const client = `203.0.${a}.${b}`;
  const statuses: number[] = [];
  for (let asked = 0; asked < 61; asked += 1) {
    const email = `${asked}-${atlas.cityId}@example.test`;
    statuses.push((await post("/web/request-password-reset", { email }, undefined, client)).status);
  }
  expect([statuses.indexOf(429), statuses.length]).toEqual([60, 61]);
  const { email } = person("Victim");
  for (let asked = 0; asked < 5; asked += 1) {
    expect((await post("/web/request-password-reset", { email }, undefined, client)).status).toBe(429);
  }
  expect((await post("/web/request-password-reset", { email })).status).toBe(200);
  await mailsSent();
});

test("a page of another app asks for nothing", async () => {
  const headers = { "content-type": "application/json", origin: atlas.origins.driver };
  const body = JSON.stringify({ email: person("Ana").email });
  const response = await fetch(`${atlas.url}/auth/web/request-password-reset`, { method: "POST", headers, body });
  expect(response.status).toBe(403);
});
