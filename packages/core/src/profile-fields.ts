import { z } from "zod";
import { hasMisplaced, isSeen } from "./free-text.ts";

/** The longest name of a person, in UTF-16 units as in a form's `maxlength`. */
export const MAX_NAME = 100;
const MAX_EMAIL = 254;
const MAX_URL = 2_048;

/** What people are called: something to see, on one line. Trimmed, in composed form. */
export const personNameSchema = z
  .string("Enter a name.")
  .trim()
  .max(MAX_NAME, `Enter a name of 1 to ${MAX_NAME} letters.`)
  .normalize("NFC")
  .refine((name) => !hasMisplaced(name), "A name has no control characters in it.")
  .refine(isSeen, "Enter a name that can be seen.");

/** An address in ASCII, in lower case; mail to others cannot be relied on to arrive. */
export const emailAddressSchema = z
  .string("Enter an e-mail address.")
  .trim()
  .max(MAX_EMAIL, "This e-mail address is too long.")
  .toLowerCase()
  .refine((email) => /^[\x21-\x7E]*$/.test(email), {
    message:
      "Use an e-mail address without accents, spaces and letters other than a to z: mail to others may not arrive.",
    abort: true,
  })
  .pipe(z.email("Enter an e-mail address such as name@example.com."));

/** A telephone number as people write it, with 5 to 15 digits. */
export const phoneSchema = z
  .string("Enter a telephone number.")
  .trim()
  .max(32, "This telephone number is too long.")
  .regex(/^\+?[\d ().-]+$/, "Enter a telephone number such as +62 800 0000 01.")
  .refine((phone) => /^\d{5,15}$/.test(phone.replaceAll(/\D/g, "")), "A telephone number has 5 to 15 digits.");

/** Where a picture lies: HTTPS only, because it is put into pages. */
export const imageUrlSchema = z
  .string("Give the address of a picture.")
  .trim()
  .max(MAX_URL, "This address is too long.")
  .pipe(z.url({ protocol: /^https$/, error: "Give the address of a picture, beginning with https://." }));

/** A language as BCP 47 writes it, such as `id` or `en-GB`. */
export const localeSchema = z
  .string("Give a language, such as id or en.")
  .max(35, "This is no language.")
  .regex(/^[A-Za-z]{2,3}(?:-[A-Za-z\d]{2,8})*$/, "Give a language, such as id or en.");

/** What people say of themselves, entered at sign-up, by the user or by an operator. Null removes a field. */
export const profileFields = {
  name: personNameSchema,
  phone: phoneSchema.nullish(),
  image: imageUrlSchema.nullish(),
  locale: localeSchema.nullish(),
};
