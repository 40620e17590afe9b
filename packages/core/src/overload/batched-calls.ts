/** So many calls stand in one batch of tRPC at most: the gateway refuses longer ones whole, and clients split them. */
export const MAX_BATCHED_CALLS = 20;
