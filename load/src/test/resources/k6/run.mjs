// One user: node run.mjs URL ITERATIONS
globalThis.__ENV = { BASE_URL: process.argv[2] };
globalThis.__VU = 1;
globalThis.__ITER = 0;
const script = await import('./shop.mjs');
// What setup returns is handed on as JSON, as k6 does; its module-level state is not.
const data = script.setup && JSON.parse(JSON.stringify(script.setup()));
const user = script.setup ? await import('./shop.mjs?user') : script;
for (; globalThis.__ITER < Number(process.argv[3]); globalThis.__ITER++) {
  user.default(data);
}
if (script.teardown) script.teardown(data);
