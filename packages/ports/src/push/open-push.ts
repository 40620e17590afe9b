import type { PushPort } from "@atlas/core/push/push";
import type { PushConfig } from "./push-config.ts";
import { WebPush } from "./web-push.ts";

/** How notices leave; null where no key is set, and nothing is pushed. */
export function openPush({ keys, ...rest }: PushConfig): PushPort | null {
  return keys === null ? null : new WebPush({ keys, ...rest });
}
