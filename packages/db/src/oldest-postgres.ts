/** The oldest version of Postgres that Atlas works with. */
export const OLDEST_POSTGRES = 18;
