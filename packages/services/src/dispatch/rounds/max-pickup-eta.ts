/** A rider does not wait longer than this for a pickup, seconds by road. */
export const MAX_PICKUP_ETA_S = 1_500;
