// A tablet that voters use in turn: it goes from one page to the next without leaving a trace, says what it waits for
// when the network is away, and goes back to the start when nobody is there.
"use strict";

(() => {
  const RETRY = 3; // seconds between two tries when the network is away
  const MORE = 60; // seconds that a voter gets by asking for more time

  let idle = 0; // seconds since somebody touched the screen
  let left = 0; // seconds before the page of thanks goes away
  let leaving = false;
  const kiosk = () => document.body.dataset;
  const busy = () => Boolean(document.querySelector("[data-sending]"));
  const seconds = (count) => `${count}\u00a0seconde${count > 1 ? "s" : ""}`;

  function say(text) {
    const place = document.querySelector("[data-state]");
    if (place && place.textContent !== text) place.textContent = text;
  }

  /** Take away whatever a voter typed, before anything else is shown. */
  function forget() {
    for (const form of document.forms) form.reset();
    for (const field of document.querySelectorAll("main input, main select, main textarea")) field.remove();
    const place = document.createElement("p");
    place.className = "wrap lead kiosk-wait";
    place.dataset.state = "";
    place.setAttribute("role", "status");
    place.textContent = "Un instant…";
    document.querySelector("main").replaceChildren(place);
    document.querySelector("dialog")?.remove();
  }

  /** Go to a page of the kiosk; without network, keep trying and say so. */
  async function go(address) {
    if (leaving) return;
    leaving = true;
    for (;;) {
      try {
        const answer = await fetch(address, { cache: "no-store" });
        if (answer.ok && !answer.redirected) {
          document.dispatchEvent(new CustomEvent("concitoyen:show", { detail: await answer.text() }));
          break;
        }
        if (answer.redirected || answer.status < 500) {
          location.replace(answer.url); // paused, closed, or the vote is over: that page says so
          break;
        }
        say("Le site est très demandé. Nouvel essai dans un instant…");
      } catch {
        say("Pas de réseau. Nouvel essai dans un instant…");
      }
      await new Promise((resolve) => setTimeout(resolve, RETRY * 1000));
    }
    leaving = false;
  }

  function start() {
    forget();
    go(kiosk().kiosk);
  }

  function ask() {
    const dialog = document.createElement("dialog");
    dialog.className = "panel panel-strong";
    dialog.setAttribute("role", "alertdialog");
    dialog.setAttribute("aria-labelledby", "encore-la");
    dialog.setAttribute("aria-describedby", "encore-la-aide");
    const heading = Object.assign(document.createElement("h2"), { id: "encore-la", textContent: "Vous êtes toujours là\u00a0?" });
    const told = Object.assign(document.createElement("p"), { id: "encore-la-aide" });
    const stay = Object.assign(document.createElement("button"), {
      type: "button",
      className: "button button-big",
      textContent: "Je continue",
    });
    stay.addEventListener("click", () => {
      idle = 0;
      dialog.remove();
    });
    dialog.addEventListener("cancel", () => {
      idle = 0;
      setTimeout(() => dialog.remove());
    });
    dialog.append(heading, told, stay);
    document.body.append(dialog);
    dialog.showModal();
    stay.focus();
    return dialog;
  }

  function tell(dialog, rest) {
    const every = rest > 10 ? 10 : 5; // spoken now and then, not each second
    if (dialog.dataset.told === String(rest) || (dialog.dataset.told && rest % every && rest > 5)) return;
    dialog.dataset.told = String(rest);
    dialog.querySelector("p").textContent =
      `Sans réponse dans ${seconds(rest)}, vos choix seront effacés et l’écran reviendra au début.`;
  }

  /** Once a second: the thanks go away, an abandoned form is cleared after a warning that can be put off. */
  function tick() {
    if (!kiosk().kiosk || leaving) return;
    const place = document.querySelector(".kiosk-countdown");
    if (place) {
      left -= 1;
      place.querySelector("[data-left]").textContent = seconds(Math.max(left, 0));
      if (left <= 0) start();
      return;
    }
    const waiting = document.querySelector("[data-idle]");
    const typed = document.querySelector("[data-clear]");
    if (typed && !waiting && !busy()) {
      idle += 1;
      if (idle >= Number(kiosk().limit)) typed.reset(); // a code that its voter left is nobody else's
      return;
    }
    if (!waiting || busy()) {
      idle = 0;
      return;
    }
    idle += 1;
    const limit = Number(waiting.dataset.idle) || Number(kiosk().limit); // a letter takes its time to come
    const warning = Number(kiosk().warning);
    if (idle < limit) return;
    if (idle >= limit + warning) start();
    else tell(document.querySelector("dialog") || ask(), limit + warning - idle);
  }

  function arrived() {
    idle = 0;
    const place = document.querySelector(".kiosk-countdown");
    left = place ? Number(place.dataset.seconds) : 0;
    for (const part of document.querySelectorAll(".kiosk-countdown, [data-more]")) part.hidden = false;
  }

  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-go], [data-forget]");
    if (event.target.closest("[data-more]")) left += MORE;
    if (!link || !kiosk().kiosk) return;
    event.preventDefault();
    if (link.matches("[data-forget]")) start();
    else go(link.getAttribute("href"));
  });

  for (const sign of ["pointerdown", "keydown", "input", "scroll"]) {
    document.addEventListener(
      sign,
      () => {
        if (!document.querySelector("dialog[open]")) idle = 0;
      },
      { passive: true },
    );
  }

  document.addEventListener("DOMContentLoaded", arrived);
  document.addEventListener("concitoyen:page", arrived);
  addEventListener("pagehide", () => {
    if (kiosk().kiosk) forget(); // what the browser keeps of this page to come back to it is empty
  });
  addEventListener("pageshow", (event) => {
    if (event.persisted && kiosk().kiosk) location.replace(kiosk().kiosk);
  });
  setInterval(tick, 1000);
})();
