import { z } from "zod";

/** What somebody typed into a search, in the spellings that indexes hold. */
export interface SearchTerms {
  /** Lower case, with single spaces. */
  readonly text: string;
  /** A whole id. */
  readonly id: string | null;
  /** The eight digits of an id that pages show. */
  readonly shortId: string | null;
  /** Digits of a telephone number, without its country and zeros before them. */
  readonly phone: string | null;
  /** Capital letters and digits of a number plate. */
  readonly plate: string | null;
  /** A kind of account by its code in the chart of accounts. */
  readonly accountCode: string | null;
}

const SHORT_ID = /^[0-9a-f]{8}$/;
const PHONE = /^\+?[\d ().-]+$/;
/** Fewer digits are in too many numbers. */
const MIN_PHONE_DIGITS = 4;
/** Letters of a region, a number, letters; any of them may be missing yet. */
const PLATE = /^[A-Z]{0,3}\d{1,5}[A-Z]{0,4}$/;
const CODE = /^\d{4}$/;

/** Reads what was typed, whatever it is: a text may be several of these at once. */
export function readSearchTerms(typed: string): SearchTerms {
  const text = typed.trim().toLowerCase().replaceAll(/\s+/g, " ");
  const plate = text.toUpperCase().replaceAll(/[^A-Z0-9]/g, "");
  return {
    text,
    id: z.uuid().safeParse(text).success ? text : null,
    shortId: SHORT_ID.test(text) ? text : null,
    phone: phoneOf(text),
    plate: PLATE.test(plate) ? plate : null,
    accountCode: CODE.test(text) ? text : null,
  };
}

/** As the index has it: `+62 812`, `0812` and `0062812` are the same. */
function phoneOf(text: string): string | null {
  if (!PHONE.test(text)) return null;
  const digits = text.replaceAll(/\D/g, "").replace(/^0*(62)?0*/, "");
  return digits.length >= MIN_PHONE_DIGITS ? digits : null;
}
