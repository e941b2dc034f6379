// What a script imports from 'k6': the parts that exports use.
export class Failed extends Error {}

export function check(value, conditions) {
  return Object.values(conditions).every((condition) => condition(value));
}

export function fail(reason) {
  throw new Failed(reason);
}

export function group(name, body) {
  return body();
}

export function sleep(seconds) {
  if (typeof seconds !== 'number' || Number.isNaN(seconds)) throw new Error(`sleep(${seconds})`);
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, seconds * 1000);
}
