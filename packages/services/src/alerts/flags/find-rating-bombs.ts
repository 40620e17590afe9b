import { LOWEST_STARS, type RatingBomb, ratingBombs } from "@atlas/core/flags/rating-bomb";
import type { CitySettings } from "@atlas/core/settings/city-settings";
import { query } from "@atlas/db/query";
import { sql } from "drizzle-orm";
import { z } from "zod";
import type { ServiceContext } from "../../context.ts";
import type { AlertSubject, NewAlert } from "../raise-alert.ts";
import { dayOf } from "./day-of.ts";
import type { ReviewWindow } from "./review-window.ts";

const HOURS_A_DAY = 24;

interface Reviewed {
  readonly cityId: string;
  readonly window: ReviewWindow;
  readonly settings: CitySettings;
}

const row = z.object({
  orderId: z.uuid(),
  riderId: z.uuid(),
  driverId: z.uuid(),
  ratedAtMs: z.number(),
  ofPair: z.int(),
  byRider: z.int(),
  allByRider: z.int(),
  toDriver: z.int(),
});
type LowRating = z.infer<typeof row>;

/** Lowest ratings that look like a campaign: one alert a day of a rider, of a pair, and of a burst against a driver. */
export async function findRatingBombs(
  ctx: Pick<ServiceContext, "db">,
  { cityId, window, settings }: Reviewed,
): Promise<readonly NewAlert[]> {
  const rated = await readLowRatings(ctx, { cityId, window, settings });
  return rated.flatMap((rating) =>
    ratingBombs(rating, settings).map((by) => toAlert(rating, by, { cityId, settings })),
  );
}

function toAlert(
  rating: LowRating,
  by: RatingBomb,
  { cityId, settings }: Pick<Reviewed, "cityId" | "settings">,
): NewAlert {
  const { orderId, riderId, driverId } = rating;
  const days = settings.ratingBombDays * HOURS_A_DAY;
  const of: Readonly<Record<RatingBomb, { about: AlertSubject; whom: string; lowest: number; hours: number }>> = {
    pair: {
      about: { cityId, orderId, riderId, driverId },
      whom: `${riderId}:${driverId}`,
      lowest: rating.ofPair,
      hours: days,
    },
    rider: { about: { cityId, orderId, riderId }, whom: riderId, lowest: rating.byRider, hours: days },
    burst: {
      about: { cityId, orderId, driverId },
      whom: driverId,
      lowest: rating.toDriver,
      hours: settings.ratingBurstHours,
    },
  };
  const { about, whom, lowest, hours } = of[by];
  const passedAt = new Date(rating.ratedAtMs);
  const finding = { kind: "rating-bomb" as const, details: { by, lowest, hours } };
  return { about, finding, episodeKey: `rating-bomb:${by}:${whom}:${dayOf(passedAt)}`, passedAt };
}

/** The lowest ratings of the window, with what there was of them before. */
async function readLowRatings(
  ctx: Pick<ServiceContext, "db">,
  { cityId, window: { from, until }, settings }: Reviewed,
): Promise<readonly LowRating[]> {
  return await query(
    ctx.db,
    row,
    sql`
      SELECT o.id AS "orderId", o.rider_id AS "riderId", o.driver_id AS "driverId",
        (extract(epoch FROM o.rated_at) * 1000)::float8 AS "ratedAtMs", r."ofPair", r."byRider", r."allByRider", d."toDriver"
      FROM orders o
      CROSS JOIN LATERAL (
        SELECT (count(*) FILTER (WHERE b.rating_stars = ${LOWEST_STARS}::int AND b.driver_id = o.driver_id))::int AS "ofPair",
          (count(*) FILTER (WHERE b.rating_stars = ${LOWEST_STARS}::int))::int AS "byRider", count(*)::int AS "allByRider"
        FROM orders b WHERE b.rider_id = o.rider_id AND b.rated_at <= o.rated_at
          AND b.rated_at > o.rated_at - make_interval(days => ${settings.ratingBombDays}::int)) AS r
      CROSS JOIN LATERAL (
        SELECT count(*)::int AS "toDriver"
        FROM orders b WHERE b.driver_id = o.driver_id AND b.rating_stars = ${LOWEST_STARS}::int AND b.rated_at <= o.rated_at
          AND b.rated_at > o.rated_at - make_interval(hours => ${settings.ratingBurstHours}::int)) AS d
      WHERE o.city_id = ${cityId} AND o.rating_stars = 1 AND o.driver_id IS NOT NULL
        AND o.rated_at > ${from.toISOString()}::timestamptz AND o.rated_at <= ${until.toISOString()}::timestamptz
      ORDER BY o.rated_at`,
  );
}
