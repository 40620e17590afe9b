import { DomainError } from "@atlas/core/errors";
import type { Encoder } from "@trpc/server/adapters/ws";

/** The encoder, for one socket: refuses a message with more calls than its sender may put into one, before any of them is looked at. */
export function limitMessage(
  encoder: Encoder,
  { maxCalls, onLimited }: { readonly maxCalls: () => number; readonly onLimited: () => void },
): Encoder {
  return {
    encode: (message) => encoder.encode(message),
    decode(data) {
      const message: unknown = encoder.decode(data);
      const max = maxCalls();
      if (!Array.isArray(message) || message.length <= max) return message;
      onLimited();
      throw new DomainError("PAYLOAD_TOO_LARGE", `A message may hold ${max} calls. Send them in several.`);
    },
  };
}
