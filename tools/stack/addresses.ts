import { HOST } from "./ports.ts";
import type { StackSettings } from "./settings.ts";

/** Where the parts of a running stack listen. */
export interface Addresses {
  readonly gateway: string;
  readonly worker: string;
  readonly web: string;
  readonly driver: string;
  /** By the name of this machine: browsers have no passkeys for an address that is a number. */
  readonly admin: string;
}

export function addressesOf(settings: StackSettings): Addresses {
  const at = (port: number, host = HOST): string => `http://${host}:${port}`;
  return {
    gateway: at(settings.GATEWAY_PORT),
    worker: at(settings.WORKER_PORT),
    web: at(settings.WEB_PORT),
    driver: at(settings.DRIVER_PORT),
    admin: at(settings.ADMIN_PORT, "localhost"),
  };
}
