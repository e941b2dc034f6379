// What a script imports from 'k6/http': requests are sent and waited for, as k6 does.
import { spawnSync } from 'node:child_process';

const SEND = `
  const [method, url, headers, body] = JSON.parse(process.argv[1]);
  const answer = await fetch(url, { method, headers, body: body ?? undefined });
  const text = await answer.text();
  console.log(JSON.stringify([answer.status, Object.fromEntries(answer.headers), text]));
`;

function send(method, url, body, params = {}) {
  if (!/^https?:\/\//.test(url)) throw new Error(`k6 has no base for ${url}`);
  const known = ['headers', 'tags', 'timeout', 'redirects', 'responseCallback', 'cookies'];
  for (const key of Object.keys(params)) {
    if (!known.includes(key)) throw new Error(`no parameter ${key}`);
  }
  const form = body !== null && typeof body === 'object';
  const text = form ? new URLSearchParams(body).toString() : body ?? null;
  const headers = { ...params.headers };
  if (form) headers['Content-Type'] = 'application/x-www-form-urlencoded';
  const asked = JSON.stringify([method, url, headers, text]);
  const done = spawnSync(process.execPath, ['--input-type=module', '-e', SEND, asked]);
  if (done.status !== 0) throw new Error(String(done.stderr));
  const [status, answered, said] = JSON.parse(String(done.stdout));
  return {
    status,
    headers: answered,
    body: said,
    error: '',
    json(path) {
      const value = JSON.parse(said);
      return path === undefined ? value : path.split('.').reduce((at, key) => at?.[key], value);
    },
  };
}

export default {
  get: (url, params) => send('GET', url, null, params),
  head: (url, params) => send('HEAD', url, null, params),
  post: (url, body, params) => send('POST', url, body, params),
  put: (url, body, params) => send('PUT', url, body, params),
  patch: (url, body, params) => send('PATCH', url, body, params),
  del: (url, body, params) => send('DELETE', url, body, params),
  request: (method, url, body, params) => send(method, url, body, params),
  batch: (all) =>
    all.map((one) => {
      if (!Array.isArray(one)) throw new Error('a batch of anything but lists');
      const [method, url, body = null, params] = one;
      return send(method, url, body, params);
    }),
  expectedStatuses: (...statuses) => ({ statuses }),
};
