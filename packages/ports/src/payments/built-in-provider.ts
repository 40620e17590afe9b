import { createHmac, timingSafeEqual } from "node:crypto";
import { link, mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { DomainError } from "@atlas/core/errors";
import { CHARGE_METHODS, CHARGE_STATES, type ChargeMethod } from "@atlas/core/payments/payment";
import type {
  Charge,
  ChargeKey,
  ChargeOrder,
  OpenedCharge,
  PaymentPort,
  RefundOrder,
  Webhook,
} from "@atlas/core/payments/payment-port";
import { z } from "zod";

const SIGNATURE_HEADER = "x-test-signature";
const SUFFIX = ".json";
/** References are `test_` and our id, which is a UUID. */
const REFERENCE = /^test_[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/;

const storedSchema = z.object({
  reference: z.string().regex(REFERENCE),
  paymentId: z.uuid(),
  state: z.enum(CHARGE_STATES),
  amountMinor: z.string().transform(BigInt),
  currency: z.string(),
  method: z.enum(CHARGE_METHODS),
  description: z.string(),
  returnUrl: z.string(),
  createdAt: z.iso.datetime().transform((text) => new Date(text)),
});
type Stored = z.output<typeof storedSchema>;

const noticeSchema = z.object({ paymentId: z.uuid(), reference: z.string().regex(REFERENCE) });

/** What the payer can do at the page of the test provider. */
export const TEST_ACTS = ["pay", "decline", "expire"] as const;
export type TestAct = (typeof TEST_ACTS)[number];

const STATE_AFTER = { pay: "paid", decline: "failed", expire: "expired" } as const satisfies Record<
  TestAct,
  Charge["state"]
>;

export interface TestProviderConfig {
  /** Where its charges are kept, a file each. */
  readonly dir: string;
  /** Signs its webhooks. */
  readonly secret: string;
  /** Where browsers reach its pages. */
  readonly pageUrl: string;
  readonly now: () => Date;
}

/**
 * A provider that takes no money: the payer presses a button on a page of the stack. Its charges are files of a folder, which gateway and
 * worker share.
 */
export class TestProvider implements PaymentPort {
  readonly provider = "test";
  readonly #config: TestProviderConfig;

  constructor(config: TestProviderConfig) {
    this.#config = config;
  }

  readonly methodsOf = (currency: string): readonly ChargeMethod[] => (currency === "IDR" ? CHARGE_METHODS : ["card"]);

  async createCharge(order: ChargeOrder): Promise<OpenedCharge> {
    const reference = `test_${order.paymentId}`;
    if (!REFERENCE.test(reference)) throw new Error("a payment's id is a UUID");
    if (!this.methodsOf(order.currency).includes(order.method)) {
      throw new DomainError("PAYMENT_REFUSED", `The test provider takes no ${order.method} in ${order.currency}.`);
    }
    const { paymentId, amountMinor, currency, method, description, returnUrl } = order;
    await this.#create({
      reference,
      paymentId,
      state: "pending",
      amountMinor,
      currency,
      method,
      description,
      returnUrl,
      createdAt: this.#config.now(),
    });
    const charge = await this.find(reference);
    if (charge === null) throw new Error("a charge that was just written is gone");
    const url = `${this.#config.pageUrl}/${reference}`;
    const payBy =
      charge.method === "qris" ? ({ kind: "qr", payload: url, url } as const) : ({ kind: "redirect", url } as const);
    return { ...chargeOf(charge), payBy };
  }

  async fetchCharge({ paymentId }: ChargeKey): Promise<Charge | null> {
    const charge = await this.find(`test_${paymentId}`);
    return charge === null ? null : chargeOf(charge);
  }

  readWebhook({ rawBody, header }: Webhook): z.output<typeof noticeSchema> {
    const given = Buffer.from(header(SIGNATURE_HEADER) ?? "", "hex");
    const expected = Buffer.from(this.#sign(rawBody), "hex");
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) {
      throw new DomainError("WEBHOOK_REFUSED", "This message is not signed by the test provider.");
    }
    return noticeSchema.parse(JSON.parse(rawBody));
  }

  async refund({ reference }: RefundOrder): Promise<string> {
    const charge = await this.find(reference);
    if (charge?.state !== "paid" && charge?.state !== "refunded") {
      throw new DomainError("PAYMENT_REFUSED", "Only what was paid can be given back.");
    }
    await this.#replace({ ...charge, state: "refunded" });
    return `refund_${reference}`;
  }

  readonly listCharges = async function* (this: TestProvider, from: Date, to: Date): AsyncGenerator<Charge> {
    for (const name of await readdir(this.#config.dir).catch(nothing)) {
      if (!name.endsWith(SUFFIX)) continue;
      const charge = await this.find(name.slice(0, -SUFFIX.length));
      if (charge !== null && charge.createdAt >= from && charge.createdAt < to) yield chargeOf(charge);
    }
  }.bind(this);

  /** With what its page shows. */
  async find(reference: string): Promise<Stored | null> {
    if (!REFERENCE.test(reference)) return null;
    const text = await readFile(this.#fileOf(reference), "utf8").catch(absent);
    return text === null ? null : storedSchema.parse(JSON.parse(text));
  }

  /** What the payer does. An expired or declined charge can still be paid, late; what is paid stays so. */
  async act(reference: string, act: TestAct): Promise<Charge | null> {
    const charge = await this.find(reference);
    if (charge === null) return null;
    const isOver = charge.state === "paid" || charge.state === "refunded";
    const next = isOver ? charge : { ...charge, state: STATE_AFTER[act] };
    await this.#replace(next);
    return chargeOf(next);
  }

  /** The webhook that says that something has happened to a charge. */
  webhookOf(reference: string): { readonly body: string; readonly headers: Readonly<Record<string, string>> } {
    const body = JSON.stringify({ paymentId: reference.slice("test_".length), reference });
    return { body, headers: { "content-type": "application/json", [SIGNATURE_HEADER]: this.#sign(body) } };
  }

  #sign(body: string): string {
    return createHmac("sha256", this.#config.secret).update(body).digest("hex");
  }

  #fileOf(reference: string): string {
    return join(this.#config.dir, `${reference}${SUFFIX}`);
  }

  /** Unless it is there. Who reads the folder meanwhile sees a whole file or none. */
  async #create(charge: Stored): Promise<void> {
    const draft = await this.#draft(charge);
    await link(draft, this.#fileOf(charge.reference)).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== "EEXIST") throw error;
    });
    await rm(draft);
  }

  async #replace(charge: Stored): Promise<void> {
    await rename(await this.#draft(charge), this.#fileOf(charge.reference));
  }

  async #draft(charge: Stored): Promise<string> {
    const { dir } = this.#config;
    await mkdir(dir, { recursive: true, mode: 0o700 });
    this.#drafts += 1;
    const draft = join(dir, `.${charge.reference}.${process.pid}.${this.#drafts}`);
    await writeFile(draft, JSON.stringify({ ...charge, amountMinor: charge.amountMinor.toString() }), { mode: 0o600 });
    return draft;
  }

  #drafts = 0;
}

function chargeOf({ reference, paymentId, state, amountMinor, currency, createdAt }: Stored): Charge {
  return { reference, paymentId, state, amountMinor, currency, createdAt };
}

function absent(error: NodeJS.ErrnoException): null {
  if (error.code === "ENOENT") return null;
  throw error;
}

function nothing(error: NodeJS.ErrnoException): string[] {
  if (error.code === "ENOENT") return [];
  throw error;
}
