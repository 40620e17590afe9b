import { type ClientConfig, readClientConfig } from "../client/read-client-config.ts";

/** For Next: what goes on with the request, and what goes back with the response. */
export interface PageHeaders {
  readonly request: { readonly headers: Headers };
  readonly headers: Headers;
}

/** A policy cannot name an IPv6 address. */
const LOOPBACK_NAMES = ["localhost", "127.0.0.1"];
/** Files have a suffix, pages have none. */
const IS_FILE = /^\/_next\/|\.\w+$/;

/**
 * What a browser may do with a page of ours: run the scripts that this very response names by its nonce and what they load, speak to
 * the gateway, ask where the device is, and nothing else. Next reads the nonce from the policy on the request.
 */
export function pageHeaders(asked: Request, env: NodeJS.ProcessEnv): PageHeaders {
  const config = readClientConfig(env);
  const headers = new Headers({
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "strict-origin-when-cross-origin",
    "permissions-policy": "geolocation=(self), camera=(), microphone=(), payment=(), usb=()",
    "cross-origin-opener-policy": "same-origin",
  });
  if (config.gatewayUrl.startsWith("https://")) headers.set("strict-transport-security", "max-age=31536000");
  const passedOn = new Headers(asked.headers);
  passedOn.delete("content-security-policy");
  if (!IS_FILE.test(new URL(asked.url).pathname)) {
    const policy = pagePolicy(config, crypto.randomUUID(), env.NODE_ENV === "development");
    passedOn.set("content-security-policy", policy);
    headers.set("content-security-policy", policy);
  }
  return { request: { headers: passedOn }, headers };
}

function pagePolicy({ gatewayUrl, mapStyleUrl }: ClientConfig, nonce: string, isDevelopment: boolean): string {
  const gateways = addressesOf(gatewayUrl);
  const elsewhere = mapStyleUrl === null ? [] : ["https:"];
  const directives = {
    "default-src": ["'none'"],
    // What a script of ours loads may run: Next's chunks. React compiles in the browser during development only.
    "script-src": [`'nonce-${nonce}'`, "'strict-dynamic'", ...(isDevelopment ? ["'unsafe-eval'"] : [])],
    // MapLibre, toasts and dialogs place what they draw by style attributes.
    "style-src": ["'self'", "'unsafe-inline'"],
    "img-src": ["'self'", "data:", "blob:", ...elsewhere],
    "font-src": ["'self'"],
    "connect-src": ["'self'", ...gateways, ...elsewhere, ...(isDevelopment ? ["ws:"] : [])],
    "worker-src": ["'self'"],
    "manifest-src": ["'self'"],
    "frame-ancestors": ["'none'"],
    "base-uri": ["'none'"],
    "form-action": ["'self'"],
  };
  return Object.entries(directives)
    .map(([name, sources]) => `${name} ${sources.join(" ")}`)
    .join("; ");
}

/** The gateway over HTTP and as a WebSocket; on this machine under each of its names, for pages use their own. */
function addressesOf(gatewayUrl: string): string[] {
  const { protocol, hostname, port } = new URL(gatewayUrl);
  const names = LOOPBACK_NAMES.includes(hostname) ? LOOPBACK_NAMES : [hostname];
  const end = port === "" ? "" : `:${port}`;
  return names.flatMap((name) => [`${protocol}//${name}${end}`, `${protocol.replace("http", "ws")}//${name}${end}`]);
}
