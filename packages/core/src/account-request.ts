import type { Role } from "./actor.ts";

/** What people ask for that takes effect once the owner of an e-mail address has said yes. */
export const ACCOUNT_REQUEST_KINDS = [
  "sign-up",
  "confirm-again",
  "reset-password",
  "change-email",
  "undo-email",
] as const;
export type AccountRequestKind = (typeof ACCOUNT_REQUEST_KINDS)[number];

const HOUR_S = 3_600;

/** How long each stays valid. `confirm-again` only has to be mailed. */
export const ACCOUNT_REQUEST_LASTS_S: { readonly [K in AccountRequestKind]: number } = {
  "sign-up": 24 * HOUR_S,
  "confirm-again": HOUR_S,
  "reset-password": HOUR_S,
  "change-email": 24 * HOUR_S,
  "undo-email": 7 * 24 * HOUR_S,
};

/** Whom a sign-up makes. Operators are made by operators. */
export const SIGN_UP_ROLES = ["rider", "driver"] as const;
export type SignUpRole = (typeof SIGN_UP_ROLES)[number];

/** Where browsers reach the apps. */
export interface AppUrls {
  readonly web: string;
  readonly driver: string;
  readonly admin: string;
}

const APP_OF_ROLE: { readonly [R in Role]: keyof AppUrls } = {
  rider: "web",
  driver: "driver",
  admin: "admin",
  service: "admin",
};

/** Where the people of a role sign in, without a slash at the end. */
export function appUrlOf(urls: AppUrls, role: Role): string {
  return urls[APP_OF_ROLE[role]];
}

const PAGE_OF_KIND: { readonly [K in Exclude<AccountRequestKind, "confirm-again">]: string } = {
  "sign-up": "verify-email",
  "reset-password": "reset-password",
  "change-email": "confirm-email",
  "undo-email": "undo-email",
};

/** The page of an app where a request is confirmed. The token stands behind `#`: browsers send that to no server and in no referrer. */
export function linkOf(appUrl: string, kind: keyof typeof PAGE_OF_KIND, token: string): string {
  return `${appUrl}/${PAGE_OF_KIND[kind]}#token=${token}`;
}
