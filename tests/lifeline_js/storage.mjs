// A browser's storage, as far as what is kept in it needs.

export function storage() {
  const held = new Map();
  return {
    held,
    get length() { return held.size; },
    key: (place) => [...held.keys()][place],
    getItem: (name) => held.get(name) ?? null,
    setItem: (name, value) => held.set(name, value),
    removeItem: (name) => held.delete(name),
  };
}
