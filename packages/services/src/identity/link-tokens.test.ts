import { expect, test } from "vitest";
import { LinkTokens } from "./link-tokens.ts";

const ID = "019ad0a0-0000-7000-8000-000000000001";
const OTHER = "019ad0a0-0000-7000-8000-000000000002";
const links = new LinkTokens("a secret of 32 letters or more than that");

test("while a secret is replaced, links of the former one work, and new ones are of the new one", () => {
  const [old, next] = ["a secret of 32 letters or more than that", "another secret of 32 letters or more"];
  const during = new LinkTokens(next, old);
  expect(during.requestIn("reset-password", links.of("reset-password", ID))).toBe(ID);
  expect(during.of("reset-password", ID)).toBe(new LinkTokens(next).of("reset-password", ID));
  expect(new LinkTokens(next).requestIn("reset-password", links.of("reset-password", ID))).toBeNull();
});

test("a token matches the request that it was made for, of its kind, with our secret", () => {
  const token = links.of("reset-password", ID);
  expect(links.of("reset-password", ID)).toBe(token);
  expect(links.requestIn("reset-password", token)).toBe(ID);
  const [, mac = ""] = token.split(".");
  const elsewhere = new LinkTokens("another secret of 32 letters or more");
  for (const [kind, wrong] of [
    ["change-email", token],
    ["reset-password", `${OTHER}.${mac}`],
    ["reset-password", elsewhere.of("reset-password", ID)],
    ["reset-password", `${ID}.`],
    ["reset-password", `${token.slice(0, -2)}`],
    ["reset-password", ""],
    ["reset-password", "."],
  ] as const) {
    expect(links.requestIn(kind, wrong)).toBeNull();
  }
});
