// Keeps the page that checks permits, so that it opens without a network. Fresh first, then saved.
const CACHE = "knowhold-verify-1";
const PAGE = new URL("./", self.registration.scope).pathname;
const PARTS = ["knowhold.css", "knowhold.js", "govuk-frontend.min.js", "htmx.min.js", "icon.svg", "verify.js"]
  .map((name) => `/static/web/${name}`);

self.addEventListener("install", (event) => {
  event.waitUntil(
    caches.open(CACHE).then((cache) => cache.addAll([PAGE, ...PARTS])).then(() => self.skipWaiting()),
  );
});

self.addEventListener("activate", (event) => {
  event.waitUntil(
    caches.keys()
      .then((names) => Promise.all(names.filter((name) => name !== CACHE).map((name) => caches.delete(name))))
      .then(() => self.clients.claim()),
  );
});

async function freshOrSaved(request, name) {
  const cache = await caches.open(CACHE);
  try {
    const answer = await fetch(request);
    if (answer.ok) await cache.put(name, answer.clone());
    return answer;
  } catch (error) {
    const saved = await cache.match(name, { ignoreVary: true });
    if (saved) return saved;
    throw error;
  }
}

self.addEventListener("fetch", (event) => {
  const { pathname, origin } = new URL(event.request.url);
  if (event.request.method !== "GET" || origin !== self.location.origin) return;
  if (pathname !== PAGE && !PARTS.includes(pathname)) return;
  event.respondWith(freshOrSaved(event.request, pathname));
});
