/**
 * What an operator may put on a person. `block`: no sign-in, and nothing that runs goes on. `suspension`: nothing new, but a trip
 * that runs is driven to its end.
 */
export const RESTRICTION_KINDS = ["block", "suspension"] as const;
export type RestrictionKind = (typeof RESTRICTION_KINDS)[number];
