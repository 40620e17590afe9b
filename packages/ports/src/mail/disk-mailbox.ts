import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Mail, MailPort } from "@atlas/core/mail/mail";
import { z } from "zod";

/** So many mails are kept; older ones go. */
const MAX_MAILS = 200;
const SUFFIX = ".json";
/** Ids are UUIDs of version 7 and sort by age. */
const FILE = /^[\da-f-]{36}\.json$/;

const storedSchema = z.object({
  id: z.string(),
  at: z.iso.datetime().transform((text) => new Date(text)),
  to: z.string(),
  subject: z.string(),
  text: z.string(),
  html: z.string(),
});

/** Keeps mails as files of a folder instead of sending them: for demos and one's own machine. */
export class DiskMailbox implements MailPort {
  readonly #dir: string;

  constructor(dir: string) {
    this.#dir = dir;
  }

  async send(mail: Mail): Promise<void> {
    await mkdir(this.#dir, { recursive: true, mode: 0o700 });
    const name = `${mail.id}${SUFFIX}`;
    if (!FILE.test(name)) throw new Error("a mail's id is a UUID");
    // Who reads the folder meanwhile sees a whole file or none.
    const draft = join(this.#dir, `.${name}.${process.pid}`);
    await writeFile(draft, JSON.stringify(mail), { mode: 0o600 });
    await rename(draft, join(this.#dir, name));
    const old = (await this.#names()).slice(MAX_MAILS);
    await Promise.all(old.map(async (gone) => rm(join(this.#dir, gone), { force: true })));
  }

  /** Newest first. */
  async list(): Promise<readonly Mail[]> {
    const mails = await Promise.all((await this.#names()).map(async (name) => this.#read(name)));
    return mails.filter((mail) => mail !== null);
  }

  async find(id: string): Promise<Mail | null> {
    const name = `${id}${SUFFIX}`;
    return FILE.test(name) ? await this.#read(name) : null;
  }

  async #names(): Promise<string[]> {
    const names = await readdir(this.#dir).catch(absent);
    return (names ?? [])
      .filter((name) => FILE.test(name))
      .toSorted()
      .toReversed();
  }

  /** Null when it has gone in between. */
  async #read(name: string): Promise<Mail | null> {
    const text = await readFile(join(this.#dir, name), "utf8").catch(absent);
    return text === null ? null : storedSchema.parse(JSON.parse(text));
  }
}

function absent(error: NodeJS.ErrnoException): null {
  if (error.code === "ENOENT") return null;
  throw error;
}
