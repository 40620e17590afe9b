import type { AppUrls } from "@atlas/core/account-request";
import type { MailPort } from "@atlas/core/mail/mail";
import type { ServiceContext } from "../context.ts";
import type { LinkTokens } from "./link-tokens.ts";

/** What sending a mail needs. */
export interface MailContext extends Pick<ServiceContext, "db" | "clock"> {
  readonly mail: MailPort;
  readonly appUrls: AppUrls;
  readonly links: LinkTokens;
}
