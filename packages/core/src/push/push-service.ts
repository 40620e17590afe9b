/** Where browsers are reached: Chrome, Edge on Android and Opera; Firefox; Safari; Edge. The vendors publish no other hosts. */
const HOSTS =
  /^(?:fcm\.googleapis\.com|updates\.push\.services\.mozilla\.com|[\w-]+\.push\.apple\.com|[\w-]+\.notify\.windows\.com)$/;

/**
 * Whether an address is one of a known push service: those alone are called, whatever a browser, or who passes for one, says.
 * `testHost` (name and port) is one more, which only tests set.
 */
export function isPushService(endpoint: string, testHost: string | null = null): boolean {
  const url = URL.parse(endpoint);
  if (url === null || url.protocol !== "https:" || url.username !== "" || url.password !== "") return false;
  return url.host === testHost || (url.port === "" && HOSTS.test(url.hostname));
}
