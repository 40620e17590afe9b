export interface TextPart {
  readonly text: string;
  readonly isMatch: boolean;
}

/** A text in parts, those marked that hold a word of what was sought. Case does not count, and neither do marks between digits. */
export function findMatches(text: string, sought: string): TextPart[] {
  const marked = Array.from({ length: text.length }, () => false);
  for (const word of sought.trim().split(/\s+/).filter(Boolean)) mark(marked, text, word);
  const parts: { text: string; isMatch: boolean }[] = [];
  for (const [index, isMatch] of marked.entries()) {
    const last = parts.at(-1);
    if (last?.isMatch === isMatch) last.text += text.charAt(index);
    else parts.push({ text: text.charAt(index), isMatch });
  }
  return parts;
}

function mark(marked: boolean[], text: string, word: string): void {
  const between = /\d/.test(word) ? "[ .()-]*" : "";
  const pattern = word
    .split("")
    .map((letter) => letter.replace(/[$()*+.?[\\\]^{|}]/, String.raw`\$&`))
    .join(between);
  for (const { index, 0: found } of text.matchAll(new RegExp(pattern, "gi"))) {
    marked.fill(true, index, index + found.length);
  }
}
