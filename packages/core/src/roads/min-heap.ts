/** A 4-ary min-heap of (key, item) in typed arrays. Items may be pushed again with a smaller key; the caller skips the stale one. */
export class MinHeap {
  #keys = new Float64Array(1024);
  #items = new Uint32Array(1024);
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** The smallest key, or infinity when empty. */
  get minKey(): number {
    return this.#size === 0 ? Infinity : (this.#keys[0] ?? Infinity);
  }

  clear(): void {
    this.#size = 0;
  }

  push(key: number, item: number): void {
    if (this.#size === this.#items.length) this.#grow();
    const keys = this.#keys;
    const items = this.#items;
    let slot = this.#size++;
    while (slot > 0) {
      const parent = (slot - 1) >> 2;
      const parentKey = keys[parent] ?? 0;
      if (parentKey <= key) break;
      keys[slot] = parentKey;
      items[slot] = items[parent] ?? 0;
      slot = parent;
    }
    keys[slot] = key;
    items[slot] = item;
  }

  /** Takes the item with the smallest key off. Only for a heap that is not empty. */
  pop(): number {
    const keys = this.#keys;
    const items = this.#items;
    const top = items[0] ?? 0;
    const size = --this.#size;
    const key = keys[size] ?? 0;
    const item = items[size] ?? 0;
    let slot = 0;
    for (;;) {
      const firstChild = slot * 4 + 1;
      if (firstChild >= size) break;
      let child = firstChild;
      let childKey = keys[firstChild] ?? 0;
      const end = Math.min(firstChild + 4, size);
      for (let other = firstChild + 1; other < end; other++) {
        const otherKey = keys[other] ?? 0;
        if (otherKey < childKey) {
          child = other;
          childKey = otherKey;
        }
      }
      if (childKey >= key) break;
      keys[slot] = childKey;
      items[slot] = items[child] ?? 0;
      slot = child;
    }
    keys[slot] = key;
    items[slot] = item;
    return top;
  }

  #grow(): void {
    const keys = new Float64Array(this.#keys.length * 2);
    keys.set(this.#keys);
    this.#keys = keys;
    const items = new Uint32Array(this.#items.length * 2);
    items.set(this.#items);
    this.#items = items;
  }
}
