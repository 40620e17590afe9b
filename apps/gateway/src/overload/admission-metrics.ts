import { CALL_LANES } from "./lanes.ts";
import { Counter, Gauge, type Registry } from "prom-client";

export interface AdmissionMetrics {
  readonly refused: Counter<"lane">;
  /** By the limit that somebody has met. */
  readonly limited: Counter<"limit">;
}

/** Calls at once, reads in ten seconds, calls in one message, sockets (of a user, of an address, of all), half-open requests, bytes that a socket's client does not read. */
const LIMITS = [
  "calls",
  "reads",
  "message",
  "sockets of a user",
  "sockets of an address",
  "sockets",
  "half-open",
  "unread",
] as const;

interface Gates {
  readonly [gate: string]: { readonly limit: number; readonly inFlight: number };
}

/** What is in flight, how much may be, and what was refused. */
export function admissionMetrics(registry: Registry, gates: Gates): AdmissionMetrics {
  const gaugeOf = (name: string, help: string, key: "limit" | "inFlight"): void => {
    const gauge = new Gauge({
      name,
      help,
      labelNames: ["gate"],
      registers: [],
      collect() {
        for (const [gate, state] of Object.entries(gates)) this.set({ gate }, state[key]);
      },
    });
    registry.registerMetric(gauge);
  };
  gaugeOf("atlas_in_flight", "Calls that are being served.", "inFlight");
  gaugeOf("atlas_in_flight_limit", "How many calls may be served at once; it follows the measured latency.", "limit");
  const refused = new Counter({
    name: "atlas_refused_total",
    help: "Calls that were refused because the gateway had no room for them, by lane.",
    labelNames: ["lane"],
    registers: [registry],
  });
  for (const lane of [...CALL_LANES, "sign-in"]) refused.inc({ lane }, 0);
  const limited = new Counter({
    name: "atlas_limited_total",
    help: "What was refused because one caller or one address had too much of it, by limit.",
    labelNames: ["limit"],
    registers: [registry],
  });
  for (const limit of LIMITS) limited.inc({ limit }, 0);
  return { refused, limited };
}
