/** Calls `call` for each of `items`, `width` of them at a time. @throws what the first call that fails throws. */
export async function atOnce<Item>(
  items: Iterable<Item>,
  width: number,
  call: (item: Item) => Promise<void>,
): Promise<void> {
  const left = items[Symbol.iterator]();
  const next = async () => {
    for (let item = left.next(); !item.done; item = left.next()) await call(item.value);
  };
  await Promise.all(Array.from({ length: width }, next));
}
