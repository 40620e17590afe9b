/** Mean stars to one decimal, or null before the first rating. */
export function averageRating(driver: { readonly ratingSum: number; readonly ratingCount: number }): number | null {
  return driver.ratingCount === 0 ? null : Math.round((driver.ratingSum / driver.ratingCount) * 10) / 10;
}
