/* Adds a « Copier » button under a text to copy; without it, one selects the text by hand. */

function addButton(text) {
  const button = document.createElement("button");
  const told = document.createElement("p");
  button.type = "button";
  button.className = "button-secondary";
  button.textContent = text.dataset.copy;
  told.setAttribute("role", "status");
  button.addEventListener("click", async () => {
    text.select();
    try {
      await navigator.clipboard.writeText(text.value);
    } catch (error) {
      document.execCommand("copy"); // old browsers, and sites without HTTPS
    }
    told.textContent = text.dataset.copied;
  });
  text.after(button, told);
}

document.querySelectorAll("textarea[data-copy]").forEach(addButton);
