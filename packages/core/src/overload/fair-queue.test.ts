import { expect, test } from "vitest";
import { FairQueue } from "./fair-queue.ts";

function drain(queue: FairQueue<string>): string[] {
  const order: string[] = [];
  for (let next = queue.next(); next !== undefined; next = queue.next()) order.push(next.item);
  return order;
}

test("callers take turns, and each one's items stay in their order", () => {
  const queue = new FairQueue<string>();
  for (const item of ["a1", "a2", "a3", "a4"]) queue.add("a", item);
  queue.add("b", "b1");
  queue.add("c", "c1");
  queue.add("c", "c2");
  expect(queue.length).toBe(7);
  expect(drain(queue)).toEqual(["a1", "b1", "c1", "a2", "c2", "a3", "a4"]);
  expect(queue.length).toBe(0);
});

test("who comes while another has much in it is next but one", () => {
  const queue = new FairQueue<string>();
  for (const item of ["a1", "a2", "a3"]) queue.add("a", item);
  expect(queue.next()).toEqual({ caller: "a", item: "a1" });
  queue.add("b", "b1");
  expect(drain(queue)).toEqual(["a2", "b1", "a3"]);
});

test("the caller who has had least is next, with everything, and those who have had the same take turns", () => {
  const queue = new FairQueue<string>();
  for (const item of ["a1", "a2", "b1", "b2", "c1", "c2"]) queue.add(item.slice(0, 1), item);
  const had = new Map([["a", 7]]);
  const order: string[] = [];
  const hadBy = (caller: string): number => had.get(caller) ?? 1;
  for (let next = queue.next(hadBy); next !== undefined; next = queue.next(hadBy)) order.push(next.item);
  expect(order).toEqual(["b1", "c1", "b2", "c2", "a1", "a2"]);
});
