'use strict';
// Renders /openapi/v1.json. Everything is written as text nodes, so nothing of the document is ever markup.
const el = (name, attributes, ...children) => {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes ?? {})) if (value != null) node.setAttribute(key, value);
  node.append(...children.filter((child) => child != null));
  return node;
};

let api;
let operations = [];
const resolve = (node) => (node?.$ref ? node.$ref.slice(2).split('/').reduce((at, key) => at[key], api) : node);

function typeOf(schema) {
  if (schema.$ref) return schema.$ref.split('/').pop();
  if (schema.anyOf) return schema.anyOf.map(typeOf).join(' or ');
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  const types = [schema.type ?? 'any'].flat();
  return types.map((type) => (type === 'array' ? `list of ${typeOf(schema.items ?? {})}` : schema.format && type !== 'null' ? `${type} (${schema.format})` : type)).join(' or ');
}

function notes(schema) {
  const parts = [schema.description];
  if (schema.enum) parts.push(`One of ${schema.enum.filter((value) => value !== null).slice(0, 40).join(', ')}${schema.enum.length > 40 ? ', …' : ''}.`);
  if (schema.maxLength) parts.push(`At most ${schema.maxLength} characters.`);
  if (schema.minimum != null || schema.maximum != null) parts.push(`From ${schema.minimum ?? '…'} to ${schema.maximum ?? '…'}.`);
  if (schema.default !== undefined) parts.push(`Default ${schema.default}.`);
  if (schema.readOnly) parts.push('Read only.');
  return parts.filter(Boolean).join(' ');
}

function inner(schema) {
  const target = resolve(schema);
  if (target.properties) return target;
  if (target.anyOf) return inner(target.anyOf[0]);
  return target.items ? inner(target.items) : null;
}

function members(schema, depth = 0) {
  const rows = Object.entries(schema.properties ?? {}).map(([name, member]) => {
    const below = depth < 4 ? inner(member) : null;
    const what = el('td', {}, el('span', { class: 'dim' }, typeOf(member)), ' ', notes(member));
    if (below) what.append(el('details', {}, el('summary', {}, 'Members'), members(below, depth + 1)));
    return el('tr', {}, el('td', {}, el('code', {}, name), schema.required?.includes(name) ? el('span', { class: 'dim' }, ' required') : null), what);
  });
  return el('table', {}, el('tbody', {}, ...rows));
}

function body(content) {
  return Object.entries(content ?? {}).flatMap(([media, { schema, example }]) => {
    const shape = inner(schema);
    return [el('p', {}, el('code', {}, media), ' ', el('span', { class: 'dim' }, typeOf(schema))), shape ? members(shape) : null, example === undefined ? null : el('pre', {}, JSON.stringify(example, null, 2))];
  });
}

function samples({ method, path, operation }) {
  const url = location.origin + path;
  const example = operation.requestBody?.content?.['application/json']?.example;
  const json = example === undefined ? null : JSON.stringify(example, null, 2);
  const open = operation.security?.length === 0;
  return {
    cURL: [`curl -X ${method} '${url}'`, open ? null : "-H 'Authorization: Bearer TOKEN'", json ? "-H 'Content-Type: application/json'" : null, json ? `-d '${json}'` : null].filter(Boolean).join(' \\\n  '),
    TypeScript: `const answer = await fetch('${path}', {\n  method: '${method}',${open ? '' : '\n  headers: { Authorization: `Bearer ${token}`' + (json ? ", 'Content-Type': 'application/json'" : '') + ' },'}${json ? `\n  body: JSON.stringify(${json}),` : ''}\n});\nconst { data } = await answer.json();`,
    'C#': `using var request = new HttpRequestMessage(HttpMethod.${method[0] + method.slice(1).toLowerCase()}, "${url}");${open ? '' : '\nrequest.Headers.Authorization = new("Bearer", token);'}${json ? `\nrequest.Content = new StringContent("""${json}""", null, "application/json");` : ''}\nusing var answer = await client.SendAsync(request);`,
    Python: `import json, urllib.request\n\nrequest = urllib.request.Request('${url}', method='${method}')${open ? '' : "\nrequest.add_header('Authorization', f'Bearer {token}')"}${json ? `\nrequest.add_header('Content-Type', 'application/json')\nrequest.data = b'''${json}'''` : ''}\nanswer = json.load(urllib.request.urlopen(request))`,
  };
}

function codeTabs(entry) {
  const pre = el('pre', { id: 'sample', role: 'tabpanel' });
  const all = samples(entry);
  const tabs = el('div', { role: 'tablist', 'aria-label': 'Language' });
  const show = (name) => {
    pre.textContent = all[name];
    for (const tab of tabs.children) tab.setAttribute('aria-selected', String(tab.textContent === name));
    sessionStorage.setItem('language', name);
  };
  for (const name of Object.keys(all)) {
    const tab = el('button', { type: 'button', role: 'tab', 'aria-controls': 'sample' }, name);
    tab.addEventListener('click', () => show(name));
    tabs.append(tab);
  }
  show(all[sessionStorage.getItem('language')] ? sessionStorage.getItem('language') : 'cURL');
  return [tabs, pre];
}

function parameters(list) {
  const rows = list.map(resolve).map((parameter) => el('tr', {},
    el('td', {}, el('code', {}, parameter.name), el('span', { class: 'dim' }, ` ${parameter.in}${parameter.required ? ', required' : ''}`)),
    el('td', {}, el('span', { class: 'dim' }, typeOf(parameter.schema)), ' ', parameter.description ?? '', ' ', notes(parameter.schema.items ? resolve(parameter.schema.items) : parameter.schema),
      parameter.style === 'deepObject' ? el('details', {}, el('summary', {}, 'Fields'), members(parameter.schema)) : null)));
  return el('table', {}, el('tbody', {}, ...rows));
}

function page(entry) {
  const { method, path, operation } = entry;
  const answers = Object.entries(operation.responses).map(([status, response]) => {
    const target = resolve(response);
    return el('details', status < '300' ? { open: '' } : {}, el('summary', {}, el('strong', {}, status), ' ', target.description), ...body(target.content));
  });
  document.title = `${operation.summary} · Ashlar API`;
  return [
    el('h1', {}, operation.summary), el('p', {}, el('span', { class: 'method' }, method), el('code', {}, path)), el('p', { class: 'dim' }, operation.description ?? ''),
    el('h3', {}, 'Request'), ...codeTabs(entry),
    ...(operation.parameters ? [el('h3', {}, 'Parameters'), parameters(operation.parameters)] : []),
    ...(operation.requestBody ? [el('h3', {}, 'Body'), ...body(operation.requestBody.content)] : []),
    el('h3', {}, 'Answers'), ...answers,
  ];
}

function welcome() {
  document.title = 'API reference · Ashlar';
  return [el('h1', {}, `${api.info.title} API ${api.info.version}`), el('p', {}, api.info.description),
    el('p', {}, `${operations.length} operations. `, el('a', { href: '/openapi/v1.json' }, 'OpenAPI document'), ' · ', el('a', { href: '/docs/errors' }, 'Errors'))];
}

function route() {
  const entry = operations.find((candidate) => candidate.operation.operationId === decodeURIComponent(location.hash.slice(1)));
  document.getElementById('main').replaceChildren(...(entry ? page(entry) : welcome()).filter(Boolean));
  document.getElementById('main').scrollTop = 0;
  for (const link of document.querySelectorAll('#index a')) link.hash === location.hash && entry ? link.setAttribute('aria-current', 'page') : link.removeAttribute('aria-current');
}

function index(words) {
  const parts = words.toLowerCase().split(/\s+/).filter(Boolean);
  const shown = operations.filter(({ method, path, operation }) => parts.every((part) => `${method} ${path} ${operation.operationId} ${operation.summary}`.toLowerCase().includes(part)));
  const groups = Map.groupBy ? Map.groupBy(shown, (entry) => entry.operation.tags[0]) : shown.reduce((map, entry) => map.set(entry.operation.tags[0], [...(map.get(entry.operation.tags[0]) ?? []), entry]), new Map());
  const nodes = [...groups].sort(([a], [b]) => a.localeCompare(b)).flatMap(([tag, entries]) => [el('h2', {}, tag),
    ...entries.map(({ method, operation }) => el('a', { href: `#${encodeURIComponent(operation.operationId)}` }, el('span', { class: 'method' }, method), operation.summary))]);
  document.getElementById('index').replaceChildren(...(nodes.length ? nodes : [el('p', { class: 'dim' }, 'Nothing matches.')]));
}

async function start() {
  const answer = await fetch('/openapi/v1.json');
  api = await answer.json();
  operations = Object.entries(api.paths).flatMap(([path, item]) => Object.entries(item).map(([method, operation]) => ({ method: method.toUpperCase(), path, operation })));
  const search = document.getElementById('search');
  search.addEventListener('input', () => index(search.value));
  addEventListener('hashchange', route);
  index('');
  route();
}

start().catch((problem) => document.getElementById('main').replaceChildren(el('p', {}, `The document cannot be read: ${problem.message}`)));
