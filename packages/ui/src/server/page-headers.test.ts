import { describe, expect, test } from "vitest";
import { pageHeaders } from "./page-headers.ts";

const TLS = { NODE_ENV: "production", ATLAS_GATEWAY_URL: "https://api.atlas.example" } as const;
const OWN = { NODE_ENV: "production", ATLAS_GATEWAY_URL: "http://127.0.0.1:8085" } as const;

function policyOf(env: NodeJS.ProcessEnv, headers?: HeadersInit): Map<string, string> {
  const given = pageHeaders(new Request("http://localhost:3000/trips", { ...(headers && { headers }) }), env);
  const policy = given.headers.get("content-security-policy") ?? "";
  expect(given.request.headers.get("content-security-policy")).toBe(policy);
  return new Map(
    policy.split("; ").map((directive) => [directive.split(" ")[0] ?? "", directive.replace(/^\S+ /, "")]),
  );
}

describe("a page", () => {
  test("runs scripts by a nonce that no other response has, and frames, bases and foreign hosts are shut out", () => {
    const [first, second] = [policyOf(TLS), policyOf(TLS)];
    expect(first.get("script-src")).toMatch(/^'nonce-[\w-]{36}' 'strict-dynamic'$/);
    expect(second.get("script-src")).not.toBe(first.get("script-src"));
    for (const name of ["default-src", "frame-ancestors", "base-uri"]) expect(first.get(name)).toBe("'none'");
    expect(first.get("connect-src")).toBe("'self' https://api.atlas.example wss://api.atlas.example");
    expect(first.get("worker-src")).toBe("'self'");
  });

  test("takes no policy from the request", () => {
    const sent = policyOf(TLS, { "content-security-policy": "script-src 'nonce-known'" });
    expect(sent.get("script-src")).not.toContain("known");
  });

  test("of one's own machine reaches the gateway under each of its names", () => {
    expect(policyOf(OWN).get("connect-src")).toContain("http://localhost:8085 ws://localhost:8085");
  });

  test("with a map from elsewhere may fetch it", () => {
    expect(policyOf({ ...TLS, ATLAS_MAP_STYLE_URL: "https://maps.example/style.json" }).get("connect-src")).toMatch(
      / https:$/,
    );
  });
});

describe("every response", () => {
  test.each(["/", "/sign-in", "/icon.svg", "/_next/static/chunks/a.js"])(
    "%s is not sniffed or framed, and only asks where one is",
    (path) => {
      const { headers } = pageHeaders(new Request(`http://localhost:3000${path}`), TLS);
      expect(headers.get("x-content-type-options")).toBe("nosniff");
      expect(headers.get("x-frame-options")).toBe("DENY");
      expect(headers.get("referrer-policy")).toBe("strict-origin-when-cross-origin");
      expect(headers.get("permissions-policy")).toContain("geolocation=(self), camera=()");
      expect(headers.get("strict-transport-security")).toBe("max-age=31536000");
      expect(headers.has("content-security-policy")).toBe(path === "/" || path === "/sign-in");
    },
  );

  test("without TLS does not ask for it", () => {
    const { headers } = pageHeaders(new Request("http://localhost:3000/"), OWN);
    expect(headers.has("strict-transport-security")).toBe(false);
  });
});
