import { expect, test } from "vitest";
import { isPushService } from "./push-service.ts";

test.each([
  "https://fcm.googleapis.com/fcm/send/abc:def",
  "https://fcm.googleapis.com/wp/abc",
  "https://updates.push.services.mozilla.com/wpush/v2/abc",
  "https://web.push.apple.com/QAbc",
  "https://wns2-par02p.notify.windows.com/w/?token=abc",
])("%s is where a browser is reached", (endpoint) => {
  expect(isPushService(endpoint)).toBe(true);
});

test.each([
  "http://fcm.googleapis.com/wp/abc",
  "https://fcm.googleapis.com:8443/wp/abc",
  "https://user@fcm.googleapis.com/wp/abc",
  "https://:secret@fcm.googleapis.com/wp/abc",
  "https://fcm.googleapis.com.example.com/wp/abc",
  "https://evil-fcm.googleapis.com/wp/abc",
  "https://example.com/fcm.googleapis.com",
  "https://push.apple.com.example.com/",
  "https://a.b.push.apple.com/",
  "https://127.0.0.1/",
  "https://[::1]/",
  "https://169.254.169.254/latest/meta-data",
  "https://postgres:5432/",
  "https://localhost:9443/",
  "file:///etc/passwd",
  "no address",
  "",
])("%s is not called", (endpoint) => {
  expect(isPushService(endpoint)).toBe(false);
});

test("tests may name one more host, with its port", () => {
  expect(isPushService("https://localhost:9443/device", "localhost:9443")).toBe(true);
  expect(isPushService("https://localhost:9444/device", "localhost:9443")).toBe(false);
  expect(isPushService("http://localhost:9443/device", "localhost:9443")).toBe(false);
});
