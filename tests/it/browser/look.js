// What a person reads and finds on a page. Runs in the page, as the body of a function.
const trim = (text) => (text || '').replace(/\s+/g, ' ').trim();
const read = (element) => element ? trim(element.innerText) : '';
const readAll = (selector) => [...document.querySelectorAll(selector)].map((it) => read(it) || it.value || '').filter(Boolean);
const nameOf = (element) => {
  if (element.getAttribute('aria-label')) return element.getAttribute('aria-label');
  if (element.labels && element.labels.length > 0) return trim(element.labels[0].textContent);
  return read(element) || element.value || '';
};
const focusName = () => document.activeElement && document.activeElement !== document.body ? nameOf(document.activeElement) : '';
const described = (buttons) => [
  ['page', [location.pathname + location.search, document.title]],
  ['headings', readAll('h1, h2, h3')],
  ['problems', readAll('[role=alert], .error-summary')],
  ['links', readAll('a[href]')],
  ['buttons', readAll(buttons)],
  ['fields', [...document.querySelectorAll('input:not([type=hidden]), select, textarea')].map(nameOf)],
].map(([what, texts]) => `  ${what}: ${texts.join(' | ')}`).join('\n');
// A page of the same kind in the same state has the same address but for its ids, and the same parts in its main part.
const kindOf = () => {
  const path = location.pathname.split('/').map((it) => /\d/.test(it) ? '*' : it).join('/');
  const parts = [...document.querySelectorAll('main *')].map((it) => `${it.localName}.${[...it.classList].sort().join('.')}`);
  return [path, ...new Set(parts)].sort().join(' ');
};
