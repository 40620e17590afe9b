/**
 * The smallest UUIDv7 of an instant: ids that are not less were made then or later. Source: RFC 9562, section 5.7.
 * @throws RangeError before 1970 and after the year 10889, which 48 bits do not count to
 */
export function firstIdAt(at: Date): string {
  const ms = at.getTime();
  if (!(ms >= 0 && ms < 2 ** 48)) throw new RangeError("a UUIDv7 cannot be of this instant");
  const time = ms.toString(16).padStart(12, "0");
  return `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-000000000000`;
}
