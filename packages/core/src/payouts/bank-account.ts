import { z } from "zod";
import { personNameSchema } from "../profile-fields.ts";

const MAX_TEXT = 70;
/** ISO 13616: country, two check digits, up to 30 more. */
const IBAN = /^[A-Z]{2}\d{2}[A-Z\d]{11,30}$/;
/** ISO 9362: bank, country, place, and perhaps a branch. */
const BIC = /^[A-Z]{6}[A-Z\d]{2}(?:[A-Z\d]{3})?$/;

/** Where money goes or comes from. */
export interface BankAccount {
  readonly holderName: string;
  readonly bankName: string;
  /** A BIC or the code of the national clearing; null where the name says enough. */
  readonly bankCode: string | null;
  /** An IBAN, or the account's number as the bank writes it; without spaces. */
  readonly accountNumber: string;
}

/** What a form asks of a bank account. */
export const bankAccountFields = {
  holderName: personNameSchema.pipe(z.string().max(MAX_TEXT, `A holder's name has at most ${MAX_TEXT} letters.`)),
  bankName: personNameSchema.pipe(z.string().max(MAX_TEXT, `A bank's name has at most ${MAX_TEXT} letters.`)),
  bankCode: z
    .string()
    .trim()
    .toUpperCase()
    .max(11)
    .regex(/^[A-Z\d]{2,11}$/, "A bank's code has 2 to 11 letters and digits.")
    .nullish(),
  accountNumber: z
    .string("Enter an account number or an IBAN.")
    .max(64)
    .transform((text) => text.replaceAll(/[\s.-]/g, "").toUpperCase())
    .refine((number) => /^[A-Z\d]{4,34}$/.test(number), {
      message: "An account number has 4 to 34 letters and digits.",
      abort: true,
    })
    .refine((number) => !isIban(number) || hasValidCheckDigits(number), "This IBAN has a wrong digit in it."),
};

export type BankAccountField = keyof typeof bankAccountFields;
export const BANK_ACCOUNT_FIELDS = [
  "holderName",
  "bankName",
  "bankCode",
  "accountNumber",
] as const satisfies readonly BankAccountField[];

/** What a form holds of a bank account; an empty code is none. */
export type BankAccountEntry = Readonly<Record<BankAccountField, string>>;

/** The fields of a form in which something is wrong; empty where the account can be saved. */
export function wrongBankFields(entry: BankAccountEntry): readonly BankAccountField[] {
  const given = { ...entry, bankCode: bankCodeOf(entry) };
  return BANK_ACCOUNT_FIELDS.filter((field) => !bankAccountFields[field].safeParse(given[field]).success);
}

/** The code that a form holds; null where it is left empty. */
export function bankCodeOf({ bankCode }: Pick<BankAccountEntry, "bankCode">): string | null {
  return bankCode.trim() || null;
}

/** Whether a number is written as an IBAN is. */
export function isIban(accountNumber: string): boolean {
  return IBAN.test(accountNumber);
}

/** Whether a bank's code is a BIC rather than one of a national clearing. */
export function isBic(bankCode: string): boolean {
  return BIC.test(bankCode);
}

/** The last four characters of a number, behind dots: enough to know one's own by. */
export function maskAccountNumber(accountNumber: string): string {
  return `•••• ${accountNumber.slice(-4)}`;
}

/** ISO 7064, MOD 97-10, with letters as 10 to 35. */
function hasValidCheckDigits(iban: string): boolean {
  const rotated = iban.slice(4) + iban.slice(0, 4);
  const digits = rotated.replaceAll(/[A-Z]/g, (letter) => (letter.charCodeAt(0) - 55).toString());
  return BigInt(digits) % 97n === 1n;
}
