// The page without network: what this device keeps, the latest first, and how to forget it.

const PAGES = "pages"; // as service_worker.js names it

async function show(list) {
  const cache = await caches.open(PAGES);
  const items = [];
  for (const request of (await cache.keys()).reverse()) {
    const response = await cache.match(request);
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const link = document.createElement("a");
    const address = new URL(request.url);
    link.href = address.pathname + address.search;
    link.textContent = page.title.split(" | ")[0];
    const item = document.createElement("li");
    item.append(link);
    items.push(item);
  }
  list.replaceChildren(...items);
  list.parentElement.hidden = items.length === 0;
}

const list = document.getElementById("pages-gardees");
if (list && "caches" in window) {
  show(list);
  document.getElementById("tout-effacer").addEventListener("click", async () => {
    await caches.delete(PAGES);
    await show(list);
    document.querySelector("h1").focus();
  });
}
