import { isIPv6 } from "node:net";

const PREFIX_GROUPS = 4;
const GROUPS = 8;
const MAPPED = /^::ffff:(\d+(?:\.\d+){3})$/i;

/**
 * What one customer has of addresses: an IPv4 address, also in the clothes of IPv6 that a socket for both puts on it, or the /64 of an
 * IPv6 one, all addresses of which belong to one customer. Anything else stays as it is.
 */
export function addressPrefix(address: string): string {
  if (!isIPv6(address)) return address;
  const [, mapped] = MAPPED.exec(address) ?? [];
  if (mapped !== undefined) return mapped;
  const [head = "", tail] = address.split("%", 1).join("").split("::");
  const before = head === "" ? [] : head.split(":");
  const after = tail === undefined || tail === "" ? [] : tail.split(":");
  const zeros = Array.from({ length: Math.max(0, GROUPS - before.length - after.length) }, () => "0");
  const groups = [...before, ...(tail === undefined ? [] : zeros), ...after].slice(0, PREFIX_GROUPS);
  return `${groups.map((group) => Number.parseInt(group, 16).toString(16)).join(":")}::/64`;
}
