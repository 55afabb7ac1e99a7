// Where someone is: suggestions under the field, and « Autour de moi ».
// Without this, or when anything fails, the form sends what was typed.

const LEAST_LETTERS = 2;
const PAUSE_MS = 150;
const PATIENCE_MS = 15000;
const DECIMALS = 3; // of a degree: within a hundred metres, and no closer

function element(name, attributes, text) {
  const made = document.createElement(name);
  for (const key of Object.keys(attributes)) made.setAttribute(key, attributes[key]);
  if (text) made.textContent = text;
  return made;
}

/** Make a combobox of the field, whose list never takes the focus (ARIA patterns, list). */
function suggestUnder(field) {
  const { suggestions: url, suggestionsName, suggestionsCount } = field.dataset;
  const list = element("ul", {
    id: "ou-suggestions",
    class: "suggestions",
    role: "listbox",
    "aria-label": suggestionsName,
  });
  const count = element("p", { class: "visually-hidden", role: "status" });
  let found = [];
  let current = -1;
  let timer;

  function close() {
    clearTimeout(timer);
    list.remove();
    found = [];
    mark(-1);
    field.setAttribute("aria-expanded", "false");
    field.removeAttribute("aria-controls");
  }

  /** Show which one Enter would choose; none when one goes past either end. */
  function mark(rank) {
    const options = list.children;
    if (options[current]) options[current].setAttribute("aria-selected", "false");
    current = rank;
    field.removeAttribute("aria-activedescendant");
    if (!found[rank]) return;
    options[rank].setAttribute("aria-selected", "true");
    options[rank].scrollIntoView({ block: "nearest" });
    field.setAttribute("aria-activedescendant", options[rank].id);
  }

  function choose({ text, url: page }) {
    close();
    if (page) {
      location.assign(page);
      return;
    }
    field.value = text;
    field.form.submit();
  }

  function open(suggestions) {
    found = suggestions;
    list.textContent = "";
    suggestions.forEach(({ text, detail }, rank) => {
      const option = element(
        "li",
        { id: `ou-suggestion-${rank}`, role: "option", "aria-selected": "false" },
        text,
      );
      if (detail) option.append(" ", element("span", { class: "meta" }, detail));
      option.addEventListener("click", () => choose(suggestions[rank]));
      list.append(option);
    });
    count.textContent = suggestionsCount.replace("%s", found.length);
    if (!found.length) return;
    field.parentNode.append(list);
    field.setAttribute("aria-controls", list.id);
    field.setAttribute("aria-expanded", "true");
  }

  async function ask() {
    const text = field.value.trim();
    try {
      const response = await fetch(`${url}?q=${encodeURIComponent(text)}`);
      const { suggestions } = await response.json();
      if (text === field.value.trim() && document.activeElement === field) open(suggestions);
    } catch (error) {
      console.warn(error); // what is typed is enough
    }
  }

  function press(event) {
    const last = found.length - 1;
    if (event.key === "ArrowDown" && last >= 0) mark(current < last ? current + 1 : -1);
    else if (event.key === "ArrowUp" && last >= 0) mark(current < 0 ? last : current - 1);
    else if (event.key === "Enter" && found[current]) choose(found[current]);
    else if (event.key === "Escape" && last >= 0) close();
    else return;
    event.preventDefault();
  }

  field.setAttribute("role", "combobox");
  field.setAttribute("aria-autocomplete", "list");
  field.setAttribute("aria-expanded", "false");
  field.setAttribute("autocomplete", "off");
  field.parentNode.append(count);
  field.addEventListener("input", () => {
    close();
    if (field.value.trim().length >= LEAST_LETTERS) timer = setTimeout(ask, PAUSE_MS);
  });
  field.addEventListener("keydown", press);
  field.addEventListener("blur", close);
  // Pressing would take the focus from the field, and close the list before the click.
  list.addEventListener("mousedown", (event) => event.preventDefault());
}

/** The search of this form, around a position instead of what is typed. */
function searchAround(form, { latitude, longitude }) {
  const parameters = new URLSearchParams(new FormData(form));
  for (const name of ["ou", "commune", "page"]) parameters.delete(name);
  parameters.set("lat", latitude.toFixed(DECIMALS));
  parameters.set("lon", longitude.toFixed(DECIMALS));
  parameters.set("precision", "ici");
  return `${form.getAttribute("action")}?${parameters}`;
}

/** Put the button in its place; the browser is asked only once it is pressed. */
function offerAround(template) {
  const place = template.parentNode;
  const { form } = document.getElementById("ou");
  const answer = element("div", { role: "status" });
  place.replaceChild(template.content.cloneNode(true), template);
  place.after(answer);

  function say(text, kind) {
    const block = element("div", { class: `key-block ${kind}` });
    block.append(element("p", {}, text));
    answer.textContent = "";
    answer.append(block);
  }

  const button = place.querySelector("[data-waiting]");
  const { waiting, refused, unavailable } = button.dataset;
  button.addEventListener("click", () => {
    say(waiting, "is-info");
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => location.assign(searchAround(form, coords)),
      ({ code, PERMISSION_DENIED }) =>
        say(code === PERMISSION_DENIED ? refused : unavailable, "is-warn"),
      { timeout: PATIENCE_MS, maximumAge: 60000 },
    );
  });
}

const field = document.querySelector("#ou[data-suggestions]");
if (field) suggestUnder(field);
const around = document.getElementById("autour-de-moi");
if (around && navigator.geolocation && window.isSecureContext) offerAround(around);
