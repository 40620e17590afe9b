/** Words that say "street" and that people leave out or abbreviate. */
const STREET_WORDS = new Set(["jalan", "jln", "jl"]);
/** Abbreviations that stand for a word in Indonesian names. */
const LONG_FORMS: Readonly<Record<string, string>> = {
  jend: "jenderal",
  jendral: "jenderal",
  gen: "jenderal",
  kh: "kyai haji",
  hr: "hr",
  st: "stasiun",
  rs: "rumah sakit",
  rsup: "rumah sakit",
  tmn: "taman",
  gg: "gang",
  bdr: "bandara",
  tol: "tol",
};

export interface FoldedName {
  /** Lower case, without accents and punctuation, abbreviations written out, "jalan" taken off. */
  readonly text: string;
  readonly words: readonly string[];
  /** Whether it said "jalan" or "jl". */
  readonly isStreet: boolean;
}

/** Brings a name and what someone types to the same form. */
export function foldName(name: string): FoldedName {
  const plain = name
    .normalize("NFKD")
    .replaceAll(/\p{M}/gu, "")
    .toLowerCase()
    // Names keep the old spelling of u: Soebroto and Subroto are one man.
    .replaceAll("oe", "u")
    .replaceAll(/[^\p{L}\p{N}]+/gu, " ")
    .trim()
    // Initials are one word, with dots or without: "M.H. Thamrin" and "mh thamrin".
    .replaceAll(/(?<=^| )(\p{L}) (?=\p{L}(?: |$))/gu, "$1");
  const all = plain === "" ? [] : plain.split(" ");
  const named = all.filter((word) => !STREET_WORDS.has(word));
  // Someone who has typed only "jalan" so far means no name yet.
  const words = named.flatMap((word) =>
    (Object.hasOwn(LONG_FORMS, word) ? (LONG_FORMS[word] ?? word) : word).split(" "),
  );
  return { text: words.join(" "), words, isStreet: named.length < all.length };
}
