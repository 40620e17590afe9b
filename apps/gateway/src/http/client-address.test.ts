import { describe, expect, test } from "vitest";
import { clientAddressBy } from "./client-address.ts";

const says = (value: string) => (name: string) => (name === "x-client-address" ? value : undefined);

describe("where a request comes from", () => {
  test.each([
    ["10.0.0.7", "203.0.113.9", "203.0.113.9"],
    ["::ffff:172.18.0.3", "203.0.113.9", "203.0.113.9"],
    ["fd00::3", "2001:db8::1", "2001:db8::1"],
    ["10.0.0.7", "::ffff:203.0.113.9", "203.0.113.9"],
  ])("is what a proxy of one's own says: %s, %s", (peer, said, address) => {
    expect(clientAddressBy({ header: "x-client-address" })(peer, says(said))).toBe(address);
  });

  test.each([
    ["198.51.100.4", "203.0.113.9"],
    ["2001:db8::5", "203.0.113.9"],
    ["10.0.0.7", "somewhere"],
    ["10.0.0.7", "203.0.113.9, 10.0.0.1"],
    ["10.0.0.7", ""],
  ])("is the other end when a stranger speaks, or what is said is no address: %s, %s", (peer, said) => {
    expect(clientAddressBy({ header: "x-client-address" })(peer, says(said))).toBe(peer);
  });

  test("is the other end where there is no proxy, and unknown where there is no other end", () => {
    expect(clientAddressBy({ header: null })("127.0.0.1", says("203.0.113.9"))).toBe("127.0.0.1");
    expect(clientAddressBy({ header: null })(undefined, says("203.0.113.9"))).toBe("unknown");
  });

  test("is believed of the named networks only", () => {
    const addressOf = clientAddressBy({ header: "x-client-address", proxies: ["172.30.0.0/24", "2001:db8::7"] });
    expect(addressOf("172.30.0.2", says("203.0.113.9"))).toBe("203.0.113.9");
    expect(addressOf("2001:db8::7", says("203.0.113.9"))).toBe("203.0.113.9");
    expect(addressOf("172.30.1.2", says("203.0.113.9"))).toBe("172.30.1.2");
  });

  test.each(["proxy", "10.0.0.0/33", "10.0.0.0/x", "::/129", ""])(
    "a network that cannot be read stops the start: %j",
    (network) => {
      expect(() => clientAddressBy({ header: "x-client-address", proxies: [network] })).toThrow("is no network");
    },
  );
});
