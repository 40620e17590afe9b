import { expect, test } from "vitest";
import { alertNews } from "./alert-news.ts";

const quiet = { newestAlertId: "a", calls: 0 };

test("a page that has just opened tells nothing of what was there", () => {
  expect(alertNews(null, { newestAlertId: "b", calls: 2 })).toBeNull();
});

test("a newer alert is announced, one less is not", () => {
  expect(alertNews(quiet, { newestAlertId: "b", calls: 0 })).toBe("new");
  expect(alertNews({ newestAlertId: null, calls: 0 }, quiet)).toBe("new");
  expect(alertNews(quiet, { newestAlertId: null, calls: 0 })).toBeNull();
  expect(alertNews(quiet, quiet)).toBeNull();
});

test("a rider who calls for help is announced, though no alert is new", () => {
  expect(alertNews(quiet, { newestAlertId: "a", calls: 1 })).toBe("help");
  expect(alertNews({ newestAlertId: "a", calls: 1 }, { newestAlertId: "b", calls: 1 })).toBe("new");
});
