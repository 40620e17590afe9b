/** The longest note that a rider gives the driver, in UTF-16 units as in a form's `maxlength`. */
export const MAX_NOTE = 200;

/** Spaces, marks without a letter, the blank of Braille, and what is drawn as nothing, such as joiners and fillers. */
const UNSEEN = /[\p{Z}\p{C}\p{M}\p{Default_Ignorable_Code_Point}\u2800]/gu;
/** Ends of lines, tabs and other control characters. */
const CONTROL = "\\p{Cc}\\u2028\\u2029";
/** What turns the direction of the text behind it. */
const TURNING = "\\u061C\\u200E\\u200F\\u202A-\\u202E\\u2066-\\u2069";
const MISPLACED = new RegExp(`[${CONTROL}${TURNING}]`, "u");
const GAPS = new RegExp(`[${CONTROL}\\s]+`, "gu");
const TURNS = new RegExp(`[${TURNING}]`, "gu");

/** Whether anything of the text can be seen. */
export function isSeen(text: string): boolean {
  return text.replaceAll(UNSEEN, "") !== "";
}

/** Whether control characters are in the text, or such as turn the direction of what stands behind it. */
export function hasMisplaced(text: string): boolean {
  return MISPLACED.test(text);
}

/** What somebody wrote, on one line and without what changes how the page around it reads. */
export function onOneLine(text: string): string {
  return text.replaceAll(TURNS, "").replaceAll(GAPS, " ").trim();
}
