import { randomBytes } from "node:crypto";
import { z } from "zod";

const rpcErrorSchema = z.object({ error: z.object({ data: z.object({ atlasCode: z.string() }) }) });
const errorSchema = z.looseObject({ error: z.object({ code: z.string() }) });

const MAY_BE_ASKED_AGAIN = /^\/(?:sign-in\/email|two-factor\/enable|passkey\/generate-[a-z]+-options)$/;
const MAX_TRIES = 5;

/** The header by which the gateway of a test is given the address of a browser (`clientIpHeader`). */
export const ADDRESS_HEADER = "x-test-address";

/** An operator's browser on a page of the admin app: the cookies it has, and an address that no other has. */
export class StaffBrowser {
  readonly cookies = new Map<string, string>();
  readonly #url: string;
  readonly #origin: string;
  readonly #address = `2001:db8:${randomBytes(2).toString("hex")}:${randomBytes(2).toString("hex")}::1`;

  constructor(url: string, origin: string) {
    this.#url = url;
    this.#origin = origin;
  }

  async call(method: string, path: string, body?: object): Promise<Response> {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const response = await fetch(`${this.#url}${path}`, {
      method,
      headers: {
        origin: this.#origin,
        [ADDRESS_HEADER]: this.#address,
        ...(cookie === "" ? {} : { cookie }),
        ...(body === undefined ? {} : { "content-type": "application/json" }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    for (const line of response.headers.getSetCookie()) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (/max-age=0/i.test(line) || value === "") this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
    return response;
  }

  /** On a busy machine a password is not compared in time: what may be asked again is. */
  async post(path: string, body: object): Promise<Response> {
    const ask = async (): Promise<Response> => this.call("POST", `/auth/admin${path}`, body);
    let response = await ask();
    for (let tries = 1; response.status === 503 && MAY_BE_ASKED_AGAIN.test(path) && tries < MAX_TRIES; tries += 1) {
      response = await ask();
    }
    return response;
  }

  /** The status of a call that needs a whole session, or the code it is refused with. */
  async me(): Promise<string | number> {
    return await outcome(this.call("GET", "/trpc/account.me"));
  }
}

/** The status of a response, or the code of its refusal. */
export async function outcome(responding: Promise<Response>): Promise<string | number> {
  const response = await responding;
  if (response.ok) return response.status;
  const body: unknown = await response.json();
  const rpc = rpcErrorSchema.safeParse(body);
  return rpc.success ? rpc.data.error.data.atlasCode : errorSchema.parse(body).error.code;
}
