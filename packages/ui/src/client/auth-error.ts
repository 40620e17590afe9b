import { isErrorCode } from "@atlas/core/errors";

import type { uiEn } from "../messages/en.ts";

type AuthSentence =
  | "wrongCredentials"
  | "emailTaken"
  | "signUpClosed"
  | "nameInvalid"
  | "emailInvalid"
  | "passwordShort";

const SENTENCES: Record<string, AuthSentence> = {
  INVALID_EMAIL_OR_PASSWORD: "wrongCredentials",
  INVALID_PASSWORD: "wrongCredentials",
  USER_NOT_FOUND: "wrongCredentials",
  INVALID_NAME: "nameInvalid",
  INVALID_EMAIL: "emailInvalid",
  PASSWORD_TOO_SHORT: "passwordShort",
  EMAIL_PASSWORD_SIGN_UP_DISABLED: "signUpClosed",
};

/** The message under `ui.auth` or `ui.errors` for what the auth endpoints answered. */
export function authErrorKey(error: {
  readonly code?: string | undefined;
  readonly status: number;
}): `auth.${AuthSentence}` | `errors.${keyof (typeof uiEn)["errors"]}` {
  const sentence = SENTENCES[error.code ?? ""];
  if (sentence) return `auth.${sentence}`;
  if (isErrorCode(error.code)) return `errors.${error.code}`;
  if (error.status === 401) return "auth.wrongCredentials";
  if (error.status === 403) return "errors.FORBIDDEN";
  if (error.status === 429) return "errors.RATE_LIMITED";
  if (error.status === 503) return "errors.OVERLOADED";
  if (error.status === 0) return "errors.NETWORK";
  return error.status >= 500 ? "errors.INTERNAL" : "errors.INVALID_INPUT";
}
