import { DEFAULT_PREFIX } from "./queue-options.ts";

/** What the user of gateway and worker is called in Redis. */
export const REDIS_USER = "atlas";

/**
 * What that user may do, as `ACL SETUSER` and a line `user` of Redis's settings take it: read and write Atlas's own keys, publish
 * and hear on its channels, run scripts, and ask for `INFO`, by which BullMQ knows what it talks to. Nothing that empties, configures,
 * lists, copies, ends or looks into the server. `prefix` is that of the queues (`ATLAS_QUEUE_PREFIX`).
 */
export function redisUserRules(prefix = DEFAULT_PREFIX): string {
  return [
    "~atlas:*",
    `~{${prefix}-*`,
    "resetchannels",
    "&atlas:*",
    // To hear by a pattern takes this very pattern.
    "&atlas:{*}:events",
    "-@all",
    "+@read",
    "+@write",
    "+@pubsub",
    "+@transaction",
    "+@scripting",
    "+@connection",
    "+time",
    "-@admin",
    "-@dangerous",
    "-script|flush",
    "-script|kill",
    "-function",
    "+info",
  ].join(" ");
}
