// Shows or hides what is typed in a secret field; without this script it simply stays hidden.
for (const box of document.querySelectorAll("[data-shows]")) {
  const field = document.getElementById(box.dataset.shows);
  box.closest("label").hidden = false;
  box.addEventListener("change", () => { field.type = box.checked ? "text" : "password"; });
}
