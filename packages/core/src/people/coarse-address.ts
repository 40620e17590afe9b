/** The network that an address is of, near enough for its owner to know it again: `203.0.113.x`, `2001:db8:1::`; null for none. */
export function coarseAddress(address: string): string | null {
  const v4 = /^(\d{1,3}\.\d{1,3}\.\d{1,3})\.\d{1,3}$/.exec(address);
  if (v4) return `${v4[1]}.x`;
  const [head = ""] = address.split("::", 1);
  const groups = head.split(":").filter((group) => /^[\da-f]{1,4}$/i.test(group));
  return groups.length === 0 || !address.includes(":") ? null : `${groups.slice(0, 3).join(":")}::`;
}
