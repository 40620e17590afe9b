/**
 * A queue in which callers take turns: one item of each, whatever number a caller has in it. Where callers have had different amounts of
 * what they wait for, the caller who has had least is next.
 */
export class FairQueue<Item> {
  readonly #items = new Map<string, Item[]>();
  #length = 0;

  get length(): number {
    return this.#length;
  }

  add(caller: string, item: Item): void {
    const items = this.#items.get(caller);
    if (items === undefined) this.#items.set(caller, [item]);
    else items.push(item);
    this.#length += 1;
  }

  /** Takes out the first item of the caller whose turn it is, with its caller; undefined when there is none. */
  next(hadBy: (caller: string) => number = () => 0): { readonly caller: string; readonly item: Item } | undefined {
    const caller = this.#callerWithLeast(hadBy);
    const items = caller === undefined ? undefined : this.#items.get(caller);
    const item = items?.shift();
    if (caller === undefined || items === undefined || item === undefined) return undefined;
    // Behind all others: a map keeps the order in which its keys came.
    this.#items.delete(caller);
    if (items.length > 0) this.#items.set(caller, items);
    this.#length -= 1;
    return { caller, item };
  }

  /** Of those who have had as little as each other, the first. */
  #callerWithLeast(hadBy: (caller: string) => number): string | undefined {
    let [least, leastHad]: [string | undefined, number] = [undefined, Number.POSITIVE_INFINITY];
    for (const caller of this.#items.keys()) {
      const had = hadBy(caller);
      if (had < leastHad) [least, leastHad] = [caller, had];
    }
    return least;
  }
}
