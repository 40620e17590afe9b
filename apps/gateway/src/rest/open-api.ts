import { createHash } from "node:crypto";
import { completeOperations } from "./complete-operations.ts";
import type { RestApp } from "./rest-app.ts";

const DESCRIPTION: Parameters<RestApp["getOpenAPI31Document"]>[0] = {
  openapi: "3.1.0",
  info: {
    title: "Atlas",
    version: "1.0.0",
    license: { name: "Apache-2.0", url: "https://www.apache.org/licenses/LICENSE-2.0" },
    contact: { name: "The operator of this gateway" },
    description:
      "REST of the Atlas ride-hailing platform. Amounts are minor units of the city's currency. Every error is " +
      '`{"error":{"code","message"}}` with a code of a closed list. Browsers and the simulator use the same use ' +
      "cases over tRPC at `/trpc`.",
  },
  servers: [
    { url: "/", description: "This gateway, production or local: the one that was asked.", "x-internal": false },
  ],
  tags: [
    { name: "Orders", description: "Price, order, follow and end a trip." },
    { name: "Dispatch", description: "Find a driver." },
    { name: "Tracker", description: "Drivers' positions." },
    { name: "Wallet", description: "Balances and idempotent postings." },
    { name: "Audit", description: "The ledger's books, for operators." },
    { name: "Cities", description: "What a city sets for itself, for operators." },
    { name: "Account", description: "The caller's own account: where it is signed in, and what is held about it." },
    { name: "People", description: "Blocks and suspensions of persons." },
    { name: "Search", description: "Everything that operators look for, by one text." },
    { name: "Staff", description: "Who operates Atlas, and as what." },
    { name: "Alerts", description: "Trips on which something is wrong, and what looks like cheating." },
  ],
};

/** Serves the description of every REST route at `/openapi.json`. */
export function describeRest(rest: RestApp): RestApp {
  rest.openAPIRegistry.registerComponent("securitySchemes", "bearer", {
    type: "http",
    scheme: "bearer",
    description: "A session token, as `POST /auth/{web,driver,admin}/sign-in/email` returns it.",
  });
  rest.openAPIRegistry.registerComponent("securitySchemes", "operator", {
    type: "http",
    scheme: "bearer",
    description: "A session token of an operator or a service account, as `POST /auth/admin/sign-in/email` returns it.",
  });
  // Made once, to the last byte: it is some hundred kilobytes.
  const describe = (): { readonly bytes: Uint8Array<ArrayBuffer>; readonly etag: string } => {
    const text = JSON.stringify(completeOperations(rest.getOpenAPI31Document(DESCRIPTION)));
    return {
      bytes: new TextEncoder().encode(text),
      etag: `"${createHash("sha256").update(text).digest("base64url")}"`,
    };
  };
  let description: ReturnType<typeof describe> | undefined;
  rest.get("/openapi.json", (c) => {
    const { bytes, etag } = (description ??= describe());
    c.header("etag", etag);
    c.header("cache-control", "no-cache");
    if (c.req.header("if-none-match") === etag) return c.body(null, 304);
    return c.body(bytes, 200, { "content-type": "application/json" });
  });
  return rest;
}
