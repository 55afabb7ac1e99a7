// The button that prints; without this, a sentence says how.

const button = document.getElementById("imprimer");
button.hidden = false;
button.addEventListener("click", () => window.print());
document.getElementById("imprimer-sans-bouton").remove();
