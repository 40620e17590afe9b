import { HOST } from "./ports.ts";
import type { StackSettings } from "./settings.ts";

/** Where the parts of a running stack listen. */
export interface Addresses {
  readonly gateway: string;
  readonly worker: string;
  readonly web: string;
  readonly driver: string;
  readonly admin: string;
}

export function addressesOf(settings: StackSettings): Addresses {
  const at = (port: number): string => `http://${HOST}:${port}`;
  return {
    gateway: at(settings.GATEWAY_PORT),
    worker: at(settings.WORKER_PORT),
    web: at(settings.WEB_PORT),
    driver: at(settings.DRIVER_PORT),
    admin: at(settings.ADMIN_PORT),
  };
}
