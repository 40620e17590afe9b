import { isShared } from "@atlas/services/messaging/shared-view";
import type { Encoder } from "@trpc/server/adapters/ws";

/** JSON in both directions; a view that is sent to many is serialised once, whatever the number of its readers. */
export function shareEncoder(): Encoder {
  const written = new WeakMap<object, string>();
  return {
    encode(message) {
      const data = sharedDataOf(message);
      if (data === null) return JSON.stringify(message);
      let json = written.get(data.view);
      if (json === undefined) {
        json = JSON.stringify(data.view);
        written.set(data.view, json);
      }
      return `{"id":${JSON.stringify(data.id)},"result":{"type":"data","data":${json}}}`;
    },
    decode(message) {
      if (typeof message !== "string") throw new TypeError("a text frame was expected");
      return JSON.parse(message);
    },
  };
}

/** The id and the view of a subscription's message, when the view is sent to many; null for every other message. */
function sharedDataOf(message: unknown): { id: unknown; view: object } | null {
  if (!isRecord(message) || !isRecord(message["result"])) return null;
  const { type, data } = message["result"];
  if (type !== "data" || !isRecord(data) || !isShared(data)) return null;
  return { id: message["id"], view: data };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
