import { expect, test } from "vitest";
import { namesIn } from "./promql-fixture.ts";

test.each([
  ["up", ["up"], []],
  ["sum by (status) (rate(http_total[1m]))", ["http_total"], ["status"]],
  ['max(a{city=~"$city", state="b{c}"}) > max(a offset 10m)', ["a"], ["city", "state"]],
  [
    "histogram_quantile(0.99, sum by (queue, le) (rate(age_seconds_bucket[5m])))",
    ["age_seconds_bucket"],
    ["queue", "le"],
  ],
  ["absent(up == 1) or sum(x) / 5 * 1e3", ["up", "x"], []],
  ["label_values(atlas_drivers, city)", ["atlas_drivers", "city"], []],
])("%s", (expression, metrics, labels) => {
  expect(namesIn(expression)).toEqual({ metrics, labels });
});
