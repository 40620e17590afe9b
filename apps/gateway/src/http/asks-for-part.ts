/** Tiles of a map and the directories that they are found by are below it. */
const MAX_PART_BYTES = 512 * 1_024;

/** Whether a `Range` header asks for no more of a file than a map reads at once; without a known end it asks for the file. */
export function asksForPart(range: string | undefined): boolean {
  const [, first, last] = /^bytes=(\d*)-(\d+)$/.exec(range?.trim() ?? "") ?? [];
  if (first === undefined || last === undefined) return false;
  const bytes = first === "" ? Number(last) : Number(last) - Number(first) + 1;
  return bytes > 0 && bytes <= MAX_PART_BYTES;
}
