/** The one refusal under load. */
export const OVERLOADED = { code: "OVERLOADED", message: "Atlas is very busy. Try again in a moment." } as const;
