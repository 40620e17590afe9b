/** What a rider keeps a place as: one home, one work, and others under names of their own. */
export const SAVED_PLACE_KINDS = ["home", "work", "other"] as const;
export type SavedPlaceKind = (typeof SAVED_PLACE_KINDS)[number];

/** Home and work included. */
export const MAX_SAVED_PLACES = 20;
export const MAX_PLACE_NAME = 40;
/** Of the words that a place is known by. */
export const MAX_PLACE_LABEL = 200;
/** Nearer than this is the same door. */
export const SAME_PLACE_M = 60;
