/** What the service is called, and what its people are called in both languages (ASVS 6.1.2): the first guesses at any account. */
const WORDS_OF_ATLAS: readonly string[] = [
  "atlas",
  "rider",
  "driver",
  "admin",
  "operator",
  "password",
  "passwort",
  "sandi",
  "penumpang",
  "pengemudi",
  "sopir",
  "ojek",
  "taxi",
  "taksi",
];
/** Shorter parts of a name are in too many words. */
const MIN_WORD = 3;
/** So many letters have to be left without the words. */
const MIN_LEFT = 4;

/** Whom a password is for, as far as it is known. */
export interface PasswordOwner {
  readonly email: string;
  readonly name?: string | null | undefined;
}

/**
 * Whether a password is little more than the name of Atlas, of one of its cities (`places`) or of its owner, or their e-mail address:
 * fewer than four letters are left without those, digits and signs do not count. Capitals make no difference.
 */
export function isObviousPassword(password: string, owner: PasswordOwner, places: readonly string[]): boolean {
  const known = [...WORDS_OF_ATLAS, ...places, owner.email, owner.name ?? ""].flatMap(wordsIn);
  // The longest first: "jakarta-selatan" before "jakarta".
  const words = [...new Set(known)].toSorted((one, other) => other.length - one.length);
  const folded = fold(password);
  if (!words.some((word) => folded.includes(word))) return false;
  const left = words.reduce((rest, word) => rest.replaceAll(word, " "), folded);
  return left.replaceAll(/[^\p{L}]/gu, "").length < MIN_LEFT;
}

function wordsIn(text: string): readonly string[] {
  const folded = fold(text);
  return [folded, ...folded.split(/[^\p{L}\p{N}]+/u)].filter((word) => word.length >= MIN_WORD);
}

/** Without capitals and accents. */
function fold(text: string): string {
  return text.normalize("NFKD").replaceAll(/\p{M}/gu, "").toLowerCase();
}
