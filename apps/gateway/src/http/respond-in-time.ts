import { withinDeadline } from "@atlas/api/command-deadline";
import type { MiddlewareHandler } from "hono";
import type { GatewayEnv } from "./gateway-env.ts";

/** Refuses a command that is not done while its client still waits. */
export function respondInTime(): MiddlewareHandler<GatewayEnv> {
  return async (c, next) => {
    await withinDeadline(next(), c.get("arrivedMs"));
  };
}
