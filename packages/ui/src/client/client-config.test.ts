import { describe, expect, test } from "vitest";

import { gatewayUrlFor } from "./client-config.ts";

describe("the gateway's address for a page", () => {
  test("on this machine the page's own name is used, so that cookies stay on one site", () => {
    expect(gatewayUrlFor("http://127.0.0.1:8085", "localhost")).toBe("http://localhost:8085");
    expect(gatewayUrlFor("http://localhost:8085", "127.0.0.1")).toBe("http://127.0.0.1:8085");
    expect(gatewayUrlFor("http://localhost:8085", "[::1]")).toBe("http://[::1]:8085");
  });

  test("a gateway elsewhere stays where it is", () => {
    expect(gatewayUrlFor("https://api.example.com/atlas/", "localhost")).toBe("https://api.example.com/atlas");
    expect(gatewayUrlFor("http://127.0.0.1:8085", "ride.example.com")).toBe("http://127.0.0.1:8085");
  });
});
