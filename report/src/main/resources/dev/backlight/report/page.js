(function () {
  'use strict';
  var root = document.documentElement;
  var at = function (id) { return document.getElementById(id); };
  var all = function (selector) { return Array.prototype.slice.call(document.querySelectorAll(selector)); };
  root.classList.add('scripted');

  at('theme').addEventListener('click', function () {
    var dark = root.dataset.theme ? root.dataset.theme === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
    root.dataset.theme = dark ? 'light' : 'dark';
    try { localStorage.setItem('backlight-theme', root.dataset.theme); } catch (ignored) { root.dataset.kept = 'no'; }
  });
  try {
    var kept = localStorage.getItem('backlight-theme');
    if (kept === 'light' || kept === 'dark') { root.dataset.theme = kept; }
  } catch (ignored) { root.dataset.kept = 'no'; }
  var asked = /[?&]theme=(light|dark)/.exec(location.search);
  if (asked) { root.dataset.theme = asked[1]; }
  at('print').addEventListener('click', function () { window.print(); });

  var chips = all('.chip'), rows = all('.find tbody tr'), cases = {};
  all('.case').forEach(function (c) { cases[c.dataset.n] = c; });
  var fields = { category: at('by-category'), route: at('by-route'), status: at('by-status'), q: at('by-text') };
  var names = Object.keys(fields).filter(function (n) { return fields[n]; });
  var state = { severity: '' };
  names.forEach(function (n) { state[n] = ''; });

  function matches(row) {
    var d = row.dataset;
    return (!state.severity || d.severity === state.severity) &&
      (!state.category || d.category === state.category) &&
      (!state.status || d.status === state.status) &&
      (!state.route || d.routes.split('\u241f').indexOf(state.route) >= 0) &&
      (!state.q || row.textContent.toLowerCase().indexOf(state.q.toLowerCase()) >= 0);
  }
  var FIRST = 25, unfolded = rows.length < FIRST + 6, more = at('more-rows');
  function filtered() { return Object.keys(state).some(function (n) { return state[n]; }); }
  function show() {
    var shown = 0;
    rows.forEach(function (row, i) {
      var visible = matches(row), one = cases[row.dataset.n];
      row.hidden = !visible || (i >= FIRST && !unfolded && !filtered());
      if (one) { one.hidden = !visible; }
      shown += visible ? 1 : 0;
    });
    chips.forEach(function (c) {
      var on = c.dataset.f === state.severity;
      c.classList.toggle('on', on);
      c.setAttribute('aria-pressed', String(on));
    });
    if (more) {
      more.hidden = unfolded || filtered();
      more.textContent = 'Show ' + (rows.length - FIRST) + ' more findings';
    }
    names.forEach(function (n) { if (fields[n].value !== state[n]) { fields[n].value = state[n]; } });
    if (at('shown')) { at('shown').textContent = shown === rows.length ? '' : shown + ' of ' + rows.length + ' shown'; }
  }
  function keep() {
    var parts = Object.keys(state).filter(function (n) { return state[n]; })
      .map(function (n) { return n + '=' + encodeURIComponent(state[n]); });
    try { history.replaceState(null, '', parts.length ? '#?' + parts.join('&') : '#'); } catch (ignored) { root.dataset.kept = 'no'; }
    show();
  }
  function read() {
    var hash = location.hash;
    if (hash.indexOf('#?') !== 0) {
      var target = hash.length > 1 ? at(hash.slice(1)) : null;
      if (target) {
        if (target.matches('details')) { target.open = true; }
        var inner = target.querySelector('details.fold');
        if (inner) { inner.open = true; }
        if (target.hidden) { Object.keys(state).forEach(function (n) { state[n] = ''; }); show(); target.scrollIntoView(); }
      }
      return;
    }
    Object.keys(state).forEach(function (n) { state[n] = ''; });
    hash.slice(2).split('&').forEach(function (part) {
      var i = part.indexOf('='), name = part.slice(0, i);
      if (Object.prototype.hasOwnProperty.call(state, name)) {
        try { state[name] = decodeURIComponent(part.slice(i + 1)); } catch (ignored) { state[name] = ''; }
      }
    });
    show();
  }
  chips.forEach(function (c) { c.addEventListener('click', function () { state.severity = c.dataset.f; keep(); }); });
  names.forEach(function (n) {
    fields[n].addEventListener(n === 'q' ? 'input' : 'change', function () { state[n] = fields[n].value; keep(); });
  });
  if (more) { more.addEventListener('click', function () { unfolded = true; show(); }); }
  // On paper: the list whole, and what is Low only with the details that are open already.
  addEventListener('beforeprint', function () {
    unfolded = true;
    show();
    all('details:not(.case)').forEach(function (d) { d.open = true; });
    rows.forEach(function (r) { if (r.dataset.severity !== 'low' && cases[r.dataset.n]) { cases[r.dataset.n].open = true; } });
  });
  addEventListener('hashchange', read);
  addEventListener('keydown', function (e) {
    if (e.ctrlKey || e.metaKey || e.altKey || /^(INPUT|SELECT|TEXTAREA)$/.test(e.target.tagName)) { return; }
    if (e.key === '/' && fields.q) { e.preventDefault(); fields.q.focus(); return; }
    if (e.key !== 'j' && e.key !== 'k') { return; }
    var links = rows.filter(function (r) { return !r.hidden; })
      .map(function (r) { return r.querySelector('.what a'); }).filter(Boolean);
    var i = links.indexOf(document.activeElement);
    var next = links[e.key === 'j' ? i + 1 : Math.max(0, i - 1)];
    if (next) { next.focus(); next.scrollIntoView({ block: 'center' }); }
  });
  show();
  read();
})();
