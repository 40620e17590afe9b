/** A queue in which callers take turns: one item of each, whatever number a caller has in it. */
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

  /** Takes out the first item of the caller whose turn it is; undefined when there is none. */
  next(): Item | undefined {
    const [turn] = this.#items;
    if (turn === undefined) return undefined;
    const [caller, items] = turn;
    const item = items.shift();
    // Behind all others: a map keeps the order in which its keys came.
    this.#items.delete(caller);
    if (items.length > 0) this.#items.set(caller, items);
    this.#length -= 1;
    return item;
  }
}
