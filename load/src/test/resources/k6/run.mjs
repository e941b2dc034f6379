// One user: node run.mjs URL ITERATIONS
globalThis.__ENV = { BASE_URL: process.argv[2] };
globalThis.__VU = 1;
globalThis.__ITER = 0;
const script = await import('./shop.mjs');
for (; globalThis.__ITER < Number(process.argv[3]); globalThis.__ITER++) {
  script.default();
}
