// The receipt: a button that copies it.
"use strict";

(() => {
  function offer() {
    for (const button of document.querySelectorAll("[data-copy]")) {
      button.hidden = !(navigator.clipboard && isSecureContext);
    }
  }

  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-copy]");
    if (!button) return;
    const place = button.closest("section").querySelector(".copied");
    try {
      await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent.trim());
      place.textContent = "C’est copié.";
    } catch {
      place.textContent = "Votre navigateur ne permet pas de copier\u00a0: sélectionnez-le, puis copiez.";
    }
  });

  document.addEventListener("DOMContentLoaded", offer);
  document.addEventListener("concitoyen:page", offer);
})();
