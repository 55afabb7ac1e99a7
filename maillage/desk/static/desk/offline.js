// Keeps the pages that help to find a place, for when there is no network: see service_worker.js.

if ("serviceWorker" in navigator) {
  navigator.serviceWorker.register("/hors-ligne.js", { scope: "/" }).catch(console.warn);
}
