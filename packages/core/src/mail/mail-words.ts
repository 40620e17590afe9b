import type { RestrictionKind } from "../people/restriction.ts";
import type { SecondFactorChange } from "./mail-order.ts";

/** What stands in a mail besides its frame. Paragraphs are plain text. */
export interface MailWords {
  readonly subject: string;
  readonly before: readonly string[];
  /** What the link is called; null for a mail without one. */
  readonly action: string | null;
  readonly after: readonly string[];
}

/** When something happened, as the reader's city has it, with the zone. */
export interface Happened {
  readonly name: string;
  readonly at: string;
}

/** What an operator has put on an account. */
export interface Restricted {
  readonly name: string;
  readonly kind: RestrictionKind;
  readonly reason: string;
  /** When it ends by itself; null where somebody has to lift it. */
  readonly until: string | null;
}

/** The mails, in one language. Who is not known to own an address is greeted without a name: a stranger may have typed it. */
export interface MailTexts {
  readonly confirmSignUp: () => MailWords;
  readonly accountExists: (reader: { readonly name: string }) => MailWords;
  readonly resetPassword: (reader: { readonly name: string }) => MailWords;
  /** To somebody who is to operate Atlas. */
  readonly invited: (reader: { readonly name: string }) => MailWords;
  readonly confirmEmail: () => MailWords;
  readonly undoEmail: (reader: { readonly name: string; readonly newEmail: string }) => MailWords;
  readonly passwordChanged: (happened: Happened) => MailWords;
  readonly secondFactorChanged: (happened: Happened & { readonly change: SecondFactorChange }) => MailWords;
  /** `from` is where it came from, coarsely; null where that is not known. */
  readonly newSignIn: (happened: Happened & { readonly device: string; readonly from: string | null }) => MailWords;
  readonly restricted: (restriction: Restricted) => MailWords;
  readonly restored: (reader: { readonly name: string }) => MailWords;
  /** Below the link, which may not open by a press. */
  readonly orPaste: string;
  readonly sentBy: string;
}
