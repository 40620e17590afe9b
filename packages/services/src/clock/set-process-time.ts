/**
 * Has `Date` go by a clock in the whole process, so that libraries do too: BullMQ runs delayed jobs, and Better Auth ends
 * sessions, by `Date`. Called by composition roots of processes, before anything reads the time.
 *
 * @returns what undoes it
 */
export function setProcessTime(clock: () => Date): () => void {
  const OwnDate = Date;
  const now = (): number => clock().getTime();
  const ClockDate = new Proxy(OwnDate, {
    construct: (target, given: unknown[], newTarget) => {
      const made: Date = Reflect.construct(target, given.length === 0 ? [now()] : given, newTarget);
      return made;
    },
    apply: () => new OwnDate(now()).toString(),
    get: (target, name, receiver): unknown => (name === "now" ? now : Reflect.get(target, name, receiver)),
  });
  const setDate = (constructor: DateConstructor): void => {
    globalThis.Date = constructor;
    OwnDate.prototype.constructor = constructor;
  };
  setDate(ClockDate);
  return () => setDate(OwnDate);
}
