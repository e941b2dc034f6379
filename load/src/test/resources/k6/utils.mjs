// What a script imports from k6's library of utilities.
export function randomIntBetween(from, to) {
  return Math.floor(Math.random() * (to - from + 1)) + from;
}

export function randomItem(items) {
  return items[Math.floor(Math.random() * items.length)];
}
