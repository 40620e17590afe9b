import { BlockList, isIP } from "node:net";

/** Loopback, private and link-local addresses: where a proxy of one's own stands. */
const PRIVATE_NETWORKS = [
  "127.0.0.0/8",
  "10.0.0.0/8",
  "172.16.0.0/12",
  "192.168.0.0/16",
  "169.254.0.0/16",
  "::1/128",
  "fc00::/7",
  "fe80::/10",
];

export interface ClientAddressRule {
  /** Set by the proxy, which replaces whatever its client sent; null when there is no proxy. */
  readonly header: string | null;
  /** Whose word is taken for it, as networks; left out, private ones. */
  readonly proxies?: readonly string[];
}

export type ClientAddressOf = (peer: string | undefined, header: (name: string) => string | undefined) => string;

/**
 * Where a request comes from: what the proxy says in its header, when it is the proxy that speaks and what it says is an address;
 * else the other end of the connection.
 * @throws Error when a network cannot be read
 */
export function clientAddressBy(rule: ClientAddressRule): ClientAddressOf {
  const { header } = rule;
  const isProxy = proxyCheckBy(rule);
  return (peer, headerOf) => {
    const own = plain(peer ?? "");
    if (isIP(own) === 0) return "unknown";
    if (header === null || !isProxy(own)) return own;
    const named = plain(headerOf(header) ?? "");
    return isIP(named) === 0 ? own : named;
  };
}

/**
 * Whether a connection from there is a proxy's, which speaks for many; never where no proxy is set.
 * @throws Error when a network cannot be read
 */
export function proxyCheckBy({ header, proxies = PRIVATE_NETWORKS }: ClientAddressRule): (peer: string) => boolean {
  const trusted = new BlockList();
  for (const network of proxies) addNetwork(trusted, network);
  return (peer) => {
    const own = plain(peer);
    const version = isIP(own);
    return header !== null && version !== 0 && trusted.check(own, version === 4 ? "ipv4" : "ipv6");
  };
}

function addNetwork(list: BlockList, network: string): void {
  const [address = "", bits] = network.split("/", 2);
  const version = isIP(address);
  const most = version === 4 ? 32 : 128;
  const prefix = bits === undefined ? most : Number(bits);
  if (version === 0 || !Number.isInteger(prefix) || prefix < 0 || prefix > most) {
    throw new Error(`${network} is no network, as 10.0.0.0/8 is one`);
  }
  list.addSubnet(address, prefix, version === 4 ? "ipv4" : "ipv6");
}

/** An IPv4 address without the clothes of IPv6 that a socket for both puts on it. */
function plain(address: string): string {
  return address.trim().replace(/^::ffff:(?=\d+\.)/i, "");
}
