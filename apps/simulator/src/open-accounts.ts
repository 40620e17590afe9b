import { createHmac, randomBytes } from "node:crypto";
import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { z } from "zod";

/** A gateway hashes few passwords at a time; a fleet signs up all at once. */
const MAX_ATTEMPTS = 20;

/** Which of the browser apps an account belongs to. */
export type AccountApp = "web" | "driver";

/** Where the gateway and the apps are. */
export interface AccountAddresses {
  readonly gateway: string;
  readonly web: string;
  readonly driver: string;
}

/** A simulated person who is signed in. */
export interface Account {
  readonly email: string;
  readonly name: string;
  readonly userId: string;
  readonly token: string;
}

const responseSchema = z.object({ token: z.string(), user: z.object({ id: z.string() }) });
const savedSchema = z.record(z.string(), z.object({ userId: z.string(), token: z.string() }));

const FIRST = [
  "Adi",
  "Ayu",
  "Bagus",
  "Citra",
  "Dewi",
  "Eko",
  "Fajar",
  "Gita",
  "Hadi",
  "Indah",
  "Joko",
  "Kartika",
  "Lestari",
];
const LAST = [
  "Halim",
  "Kusuma",
  "Lubis",
  "Nugroho",
  "Pratama",
  "Putri",
  "Rahman",
  "Santoso",
  "Siregar",
  "Wijaya",
  "Yusuf",
];

/**
 * Signs simulated people in through the public API, opening their accounts first where needed. Sessions are kept beside
 * the stack file, so that a second run signs nobody in again; so is the secret that their passwords come from.
 */
export class AccountBook {
  readonly #addresses: AccountAddresses;
  readonly #serviceToken: string;
  readonly #fleet: string;
  readonly #file: string;
  readonly #secret: string;
  readonly #sessions: Map<string, { userId: string; token: string }>;

  constructor(options: { addresses: AccountAddresses; serviceToken: string; fleet: string; stackFile: string }) {
    this.#addresses = options.addresses;
    this.#serviceToken = options.serviceToken;
    this.#fleet = options.fleet;
    this.#file = join(dirname(options.stackFile), `fleet-${options.fleet}.json`);
    this.#secret = readSecret(join(dirname(options.stackFile), "fleet-secret"));
    const saved = existsSync(this.#file)
      ? savedSchema.safeParse(JSON.parse(readFileSync(this.#file, "utf8")))
      : undefined;
    this.#sessions = new Map(Object.entries(saved?.data ?? {}));
  }

  /** The signed-in account of the fleet's n-th rider or driver. */
  async open(app: AccountApp, index: number): Promise<Account> {
    const role = app === "web" ? "rider" : "driver";
    const email = `${this.#fleet}-${role}-${index + 1}@fleet.atlas.example`;
    const name = `${FIRST[index % FIRST.length]} ${LAST[(index * 7 + Math.floor(index / FIRST.length)) % LAST.length]}`;
    const saved = this.#sessions.get(email);
    if (saved !== undefined && (await this.#isAlive(saved.token))) return { email, name, ...saved };
    const session = await this.#signUpOrIn(app, { email, name });
    this.#sessions.set(email, session);
    return { email, name, ...session };
  }

  save(): void {
    const draft = `${this.#file}.${process.pid}`;
    writeFileSync(draft, JSON.stringify(Object.fromEntries(this.#sessions)), { mode: 0o600 });
    renameSync(draft, this.#file);
  }

  async #isAlive(token: string): Promise<boolean> {
    const headers = { authorization: `Bearer ${token}` };
    const response = await whenNotBusy(() => fetch(`${this.#addresses.gateway}/trpc/account.me`, { headers }));
    await response.body?.cancel();
    return response.ok;
  }

  async #signUpOrIn(
    app: AccountApp,
    person: { email: string; name: string },
  ): Promise<{ userId: string; token: string }> {
    const password = createHmac("sha256", this.#secret).update(person.email).digest("base64url");
    const credentials = { email: person.email, password };
    const known = await this.#post(app, "sign-in", credentials);
    const response = known.status === 401 ? await this.#signUp(app, person.name, credentials) : known;
    const text = await response.text();
    if (!response.ok) throw new Error(`${person.email} could not sign in (status ${response.status}): ${text}`);
    const { token, user } = responseSchema.parse(JSON.parse(text));
    return { userId: user.id, token };
  }

  async #signUp(app: AccountApp, name: string, credentials: object): Promise<Response> {
    const signedUp = await this.#post(app, "sign-up", { ...credentials, name });
    return signedUp.ok ? await this.#post(app, "sign-in", credentials) : signedUp;
  }

  // As the service account, whose sign-ups do not count against this address, and from the app's own origin.
  async #post(app: AccountApp, action: "sign-up" | "sign-in", body: object): Promise<Response> {
    return await whenNotBusy(() => this.#postOnce(app, action, body));
  }

  async #postOnce(app: AccountApp, action: "sign-up" | "sign-in", body: object): Promise<Response> {
    return fetch(`${this.#addresses.gateway}/auth/${app}/${action}/email`, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        origin: this.#addresses[app],
        authorization: `Bearer ${this.#serviceToken}`,
      },
      body: JSON.stringify(body),
    });
  }
}

/** Asks again after `Retry-After` and a random while when the gateway is busy. */
async function whenNotBusy(ask: () => Promise<Response>): Promise<Response> {
  for (let attempt = 1; ; attempt += 1) {
    const response = await ask();
    if (response.status !== 503 || attempt === MAX_ATTEMPTS) return response;
    await response.body?.cancel();
    const retryAfterS = Number(response.headers.get("retry-after") ?? 1);
    await delay(retryAfterS * 1_000 * (1 + Math.random() * attempt));
  }
}

function readSecret(file: string): string {
  if (!existsSync(file)) writeFileSync(file, randomBytes(32).toString("hex"), { mode: 0o600 });
  return readFileSync(file, "utf8");
}
