import { emailAddressSchema, localeSchema, profileFields } from "@atlas/core/profile-fields";
import { z } from "zod";

const MIN_PASSWORD = 8;
const MAX_PASSWORD = 128;

const tidyEmail = z.string("Enter an e-mail address.").trim().toLowerCase().max(254);
const newPassword = z
  .string("Enter a password.")
  .min(MIN_PASSWORD, `Use at least ${MIN_PASSWORD} characters.`)
  .max(MAX_PASSWORD, `Use at most ${MAX_PASSWORD} characters.`);
const currentPassword = z.string("Enter your current password.").max(MAX_PASSWORD, "That is not a password of yours.");
const token = z.string("The link is incomplete.").min(1).max(200);
const locale = localeSchema.nullish();
/** Of a person, whom the app decides. */
const nobodys = z.undefined("This is not for the person to choose.").optional();

/** What the account routes take. Fields that they do not know, such as a library's `callbackURL`, are let be. */
export const ACCOUNT_BODIES = {
  signUp: z.object({
    ...profileFields,
    email: emailAddressSchema,
    password: newPassword,
    role: nobodys,
    cityId: nobodys,
  }),
  email: z.object({ email: tidyEmail, locale }),
  /** Pages of before give no password. */
  confirmAgain: z.object({ email: tidyEmail, password: currentPassword.optional(), locale }),
  confirm: z.object({ token, password: currentPassword.optional(), locale }),
  link: z.object({ token, locale }),
  reset: z.object({ token, newPassword, locale }),
  changePassword: z.object({ currentPassword, newPassword, revokeOtherSessions: z.boolean().optional(), locale }),
  changeEmail: z.object({ newEmail: emailAddressSchema, currentPassword, locale }),
};
