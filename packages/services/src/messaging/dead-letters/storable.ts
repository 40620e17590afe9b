import { isStorableText } from "@atlas/core/storable-text";

/** A payload that jsonb cannot hold, as the JSON text that it was. */
interface Escaped {
  readonly $json: string;
}

/**
 * What `jsonb` can hold of a payload: itself; or, when it has a NUL or half a surrogate pair in a string or a key, its JSON
 * text, in which these are plain escapes, as `{"$json": "…"}`. `originalPayload` brings it back.
 */
export function storablePayload(payload: unknown): unknown {
  // One that looks like an escaped one is escaped, too.
  let isStorable = !isEscaped(payload);
  const json = JSON.stringify(payload ?? null, (key, value: unknown) => {
    isStorable &&= isStorableText(key) && (typeof value !== "string" || isStorableText(value));
    return value;
  });
  return isStorable ? (payload ?? null) : escapedPayload(json);
}

/** For what is refused for another reason: Postgres takes any JSON text as a string. */
export function escapedPayload(json: string): Escaped {
  return { $json: json };
}

/** The payload that `storablePayload` was given. */
export function originalPayload(stored: unknown): unknown {
  return isEscaped(stored) ? JSON.parse(stored.$json) : stored;
}

/** Text for a `text` column, which holds no NUL: where there is one, or half a surrogate pair, as in a JSON string. */
export function storableText(text: string): string {
  return isStorableText(text) ? text : JSON.stringify(text).slice(1, -1);
}

function isEscaped(stored: unknown): stored is Escaped {
  if (typeof stored !== "object" || stored === null || !("$json" in stored)) return false;
  return typeof stored.$json === "string" && Object.keys(stored).length === 1;
}
