// Sending a vote over a poor network: the same form goes again by itself, as one and the same vote, and says so.
// Without this file the browser sends the form in its own way.
"use strict";

(() => {
  const TRIES = 5;
  const TRIES_IN_A_KIOSK = 20; // an agent stands beside it, and the next voter waits
  const PATIENCE = 20_000; // milliseconds before an answer is given up
  const WAITS = [2, 4, 8, 15]; // seconds between tries when the server does not say
  const LONGEST_WAIT = 60;
  const AGAIN = new Set([429, 502, 503, 504]);

  function say(form, text) {
    const place = form.querySelector(".sending");
    if (place && place.textContent !== text) place.textContent = text;
  }

  /** Show that the form is under way, or ready again. The button keeps its focus: it is not disabled, only deaf. */
  function mark(form, button, busy) {
    form.toggleAttribute("data-sending", busy);
    button.setAttribute("aria-disabled", String(busy));
    button.querySelector(".button-words").textContent = busy ? "Envoi en cours…" : button.dataset.label;
  }

  async function post(action, body) {
    const abort = new AbortController();
    const late = setTimeout(() => abort.abort(), PATIENCE);
    try {
      const answer = await fetch(action, { method: "POST", body, signal: abort.signal });
      return { status: answer.status, moved: answer.redirected && answer.url, wait: Number(answer.headers.get("Retry-After")), text: await answer.text() };
    } catch {
      return null; // no answer: nobody knows whether the vote arrived, and sending it again is harmless
    } finally {
      clearTimeout(late);
    }
  }

  /** Wait so many seconds, counting down; a network that comes back ends the wait. */
  async function pause(form, button, seconds, words) {
    const back = new Promise((resolve) => addEventListener("online", resolve, { once: true }));
    for (let left = seconds; left > 0; left -= 1) {
      say(form, `${words} Nouvel essai dans quelques secondes. Vos réponses sont gardées.`);
      button.querySelector(".button-words").textContent = `Nouvel essai dans ${left}\u00a0s`;
      const second = new Promise((resolve) => setTimeout(resolve, 1000));
      if ((await Promise.race([second, back.then(() => "online")])) === "online") return;
    }
  }

  function show(text) {
    const page = new DOMParser().parseFromString(text, "text/html");
    document.title = page.title;
    document.body.replaceWith(document.adoptNode(page.body));
    for (const inert of document.body.querySelectorAll("script[src]")) {
      inert.replaceWith(Object.assign(document.createElement("script"), { src: inert.src }));
    }
    const receipt = document.querySelector(".receipt #recu-code");
    if (receipt && !document.body.matches(".kiosk")) {
      history.replaceState({ receipt: receipt.textContent.trim() }, "");
    }
    scrollTo(0, 0);
    const first = ["erreurs", "avis", "contenu"].map((id) => document.getElementById(id)).find(Boolean);
    first?.focus({ preventScroll: true });
    document.dispatchEvent(new Event("concitoyen:page"));
  }

  /** Whether an answer is a page of its own, whatever its status: another effort, or who the voter is. */
  function isAsking(text) {
    return text.includes("data-challenge") || text.includes("data-identity");
  }

  async function send(form, button, body) {
    const tries = document.body.matches(".kiosk") ? TRIES_IN_A_KIOSK : TRIES;
    const action = button.getAttribute("formaction") || form.getAttribute("action");
    mark(form, button, true);
    say(form, "Envoi en cours…");
    for (let tried = 1; tried <= tries; tried += 1) {
      const answer = await post(action, body);
      if (!form.isConnected) return; // the voter has left this form
      if (answer && answer.moved) {
        location.replace(answer.moved);
        return;
      }
      if (answer && (isAsking(answer.text) || !AGAIN.has(answer.status))) {
        show(answer.text);
        return;
      }
      if (tried === tries) break;
      const asked = answer && answer.wait > 0 ? Math.min(answer.wait, LONGEST_WAIT) : WAITS[Math.min(tried, WAITS.length) - 1];
      await pause(form, button, asked, answer ? "Le site est très demandé." : "Le réseau ne répond pas.");
      mark(form, button, true);
      say(form, `Envoi en cours… (essai ${tried + 1} sur ${tries})`);
    }
    mark(form, button, false);
    say(
      form,
      "Nous n’avons pas eu de réponse. Vos réponses sont toujours là\u00a0: réessayez dans un instant, avec le même " +
        "bouton. Votre vote ne comptera qu’une fois.",
    );
  }

  document.addEventListener("concitoyen:show", (event) => show(event.detail));

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("form[data-send]")) return;
    event.preventDefault();
    if (form.hasAttribute("data-sending")) return;
    const button = event.submitter || form.querySelector("button[type=submit]");
    const body = new URLSearchParams(new FormData(form));
    if (button.name) body.append(button.name, button.value);
    send(form, button, body);
  });

  /** Who reloads the page after voting finds the receipt again, rather than an empty form that looks like a loss. */
  document.addEventListener("DOMContentLoaded", () => {
    const receipt = history.state && history.state.receipt;
    const heading = document.querySelector("form.ballot") && document.querySelector("h1");
    if (!receipt || !/^[0-9a-f]{64}$/.test(receipt) || !heading) return;
    const notice = document.createElement("p");
    notice.className = "notice notice-good";
    notice.setAttribute("role", "status");
    notice.textContent = `Votre vote est bien enregistré. Votre reçu\u00a0: ${receipt}`;
    heading.before(notice);
  });
})();
