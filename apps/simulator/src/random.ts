/** A wait of exponential length with this mean: how long until the next of many independent callers. */
export function exponential(random: () => number, mean: number): number {
  return -Math.log(1 - random()) * mean;
}

/** A normal deviate with mean 0 and standard deviation 1 (Box–Muller). */
export function gaussian(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

export function between(random: () => number, least: number, most: number): number {
  return least + (most - least) * random();
}
