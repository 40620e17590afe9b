/** A LIKE pattern for "contains this text", whatever the text. */
export function containsText(text: string): string {
  return `%${text.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`;
}
