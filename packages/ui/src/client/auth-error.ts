import { isErrorCode } from "@atlas/core/errors";

import type { uiEn } from "../messages/en.ts";

type AuthSentence =
  | "wrongCredentials"
  | "signUpClosed"
  | "nameInvalid"
  | "emailInvalid"
  | "passwordShort"
  | "passwordLong";

const SENTENCES: Record<string, AuthSentence> = {
  INVALID_EMAIL_OR_PASSWORD: "wrongCredentials",
  INVALID_PASSWORD: "wrongCredentials",
  USER_NOT_FOUND: "wrongCredentials",
  INVALID_NAME: "nameInvalid",
  INVALID_EMAIL: "emailInvalid",
  INVALID_NEW_EMAIL: "emailInvalid",
  PASSWORD_TOO_SHORT: "passwordShort",
  PASSWORD_TOO_LONG: "passwordLong",
  EMAIL_PASSWORD_SIGN_UP_DISABLED: "signUpClosed",
};

/** How long a caller has to wait, minutes; null where nothing says so, or another try is fine in less than one. */
export function minutesToWait(headers: Headers): number | null {
  const seconds = Number(headers.get("retry-after"));
  return seconds > 60 ? Math.ceil(seconds / 60) : null;
}

/** What a refusal says of a block besides its code; empty where it says nothing. Better Auth's client makes dates of instants. */
export function restrictionIn(error: object): { readonly reason: string; readonly until: string } {
  const textIn = (name: string): string => {
    const value: unknown = Reflect.get(error, name);
    if (value instanceof Date) return value.toISOString();
    return typeof value === "string" ? value : "";
  };
  return { reason: textIn("reason"), until: textIn("until") };
}

/** The message under `ui.auth` or `ui.errors` for what the auth endpoints returned. */
export function authErrorKey(failure: {
  readonly code?: string | undefined;
  readonly error?: unknown;
  readonly status: number;
}): `auth.${AuthSentence}` | `errors.${keyof (typeof uiEn)["errors"]}` {
  const sentence = SENTENCES[failure.code ?? ""];
  if (sentence) return `auth.${sentence}`;
  const code = atlasCode(failure);
  if (isErrorCode(code)) return `errors.${code}`;
  const { status } = failure;
  if (status === 401) return "auth.wrongCredentials";
  if (status === 403) return "errors.FORBIDDEN";
  if (status === 429) return "errors.RATE_LIMITED";
  if (status === 503) return "errors.OVERLOADED";
  if (status === 0) return "errors.NETWORK";
  return status >= 500 ? "errors.INTERNAL" : "errors.INVALID_INPUT";
}

function atlasCode({ code, error }: { readonly code?: string | undefined; readonly error?: unknown }): unknown {
  if (isErrorCode(code)) return code;
  return typeof error === "object" && error !== null && "code" in error ? error.code : undefined;
}
