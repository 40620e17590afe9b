/** Shorter ones are refused for their length. */
const MIN_LENGTH = 8;

let loading: Promise<ReadonlySet<string>> | undefined;

/**
 * Whether it is one of the leaked passwords that people use most, whatever its capitals. Offline: the list comes with the package, half
 * a megabyte, and is unpacked at the first question, so that a process that is never asked carries none of it.
 */
export async function isCommonPassword(password: string): Promise<boolean> {
  const common = await (loading ??= loadCommon());
  return common.has(password.normalize("NFKC").toLowerCase());
}

async function loadCommon(): Promise<ReadonlySet<string>> {
  const { dictionary } = await import("@zxcvbn-ts/language-common");
  return new Set(dictionary["passwords-common"].filter((known) => known.length >= MIN_LENGTH));
}
