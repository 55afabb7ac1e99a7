{% load i18n %}// What a visitor saw last is kept on the device: lists of places, and places. The network always
// comes first; a page that had to be kept says so, and since when.
const SHELL = "shell-{{ version|escapejs }}";
const PAGES = "pages";
const MOST_PAGES = 30;
const OFFLINE = "{% url "desk:offline" %}";
const SHELL_FILES = [OFFLINE, "{{ site.palette_url|escapejs }}", {% for address in shell %}"{{ address|escapejs }}", {% endfor %}];
const STATIC = new RegExp("^({{ static_url|escapejs }}|/apparence/)");
// Home, where, lists, maps and places: never what a person typed elsewhere.
const PAGES_TO_KEEP = new RegExp("^/($|ou/$|lieux/$|carte/$|lieux/[-\\w]+/$)");
const KEPT_AT = "X-Kept-At";
const WORDS = { {% for language, sentence in words.items %}{{ language }}: "{{ sentence|escapejs }}", {% endfor %}};

self.addEventListener("install", (event) => {
  const ready = caches.open(SHELL).then((cache) => cache.addAll(SHELL_FILES));
  event.waitUntil(ready.then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  const forget = async () => {
    for (const name of await caches.keys()) {
      if (name !== SHELL && name !== PAGES) await caches.delete(name);
    }
    await self.clients.claim();
  };
  event.waitUntil(forget());
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== self.location.origin) return;
  if (request.mode === "navigate") event.respondWith(page(event, pathname));
  else if (STATIC.test(pathname)) event.respondWith(file(request));
});

/** A file whose name changes with its content: kept once, true for ever. */
async function file(request) {
  const kept = await caches.match(request);
  if (kept) return kept;
  const response = await fetch(request);
  if (response.ok) (await caches.open(SHELL)).put(request, response.clone());
  return response;
}

async function page(event, pathname) {
  try {
    const response = await fetch(event.request);
    if (response.status >= 502) throw new Error(response.status); // the server is away
    if (response.ok && PAGES_TO_KEEP.test(pathname) && isForThePublic(response)) {
      event.waitUntil(keep(event.request, response.clone()));
    }
    return response;
  } catch (error) {
    const kept = await (await caches.open(PAGES)).match(event.request);
    return kept ? dated(kept) : caches.match(OFFLINE);
  }
}

/** Tell it from the pages of the team, that no cache may keep: the next to use this device may be anyone. */
function isForThePublic(response) {
  return /\bpublic\b/.test(response.headers.get("Cache-Control"));
}

/** Keep a page as the last one seen, and no more than the last ones. */
async function keep(request, response) {
  const cache = await caches.open(PAGES);
  const headers = new Headers(response.headers);
  headers.set(KEPT_AT, new Date().toISOString());
  await cache.delete(request); // so that it comes last
  await cache.put(request, new Response(await response.blob(), { headers }));
  const keys = await cache.keys();
  for (const key of keys.slice(0, Math.max(0, keys.length - MOST_PAGES))) await cache.delete(key);
}

/** The page with a banner, in its own language, that says when it was kept; and nothing of what is open now. */
async function dated(kept) {
  const page = await kept.text();
  const language = page.match(/<html lang="(\w+)"/)[1];
  const at = new Date(kept.headers.get(KEPT_AT));
  const when = at.toLocaleString(`${language}-u-nu-latn`, { weekday: "long", day: "numeric", month: "long", hour: "numeric", minute: "2-digit" });
  const banner = `<div class="banner is-warn" role="status"><p>${WORDS[language].replace("%(when)s", when)}</p></div>`;
  const html = page
    .replace(/<html([^>]*) class="/, '<html$1 class="is-kept ')
    .replace(/<main /, `${banner}<main `);
  return new Response(html, { headers: kept.headers });
}
