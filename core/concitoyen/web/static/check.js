// A receipt checked by the browser alone: is it in the published tree, and does the tree lead to the root of the results?
// RFC 6962, 2.1: a node is the SHA-256 of a byte 1 and of its two children; a last one alone goes up as it is.
"use strict";

(() => {
  const RECEIPT = /(?:[0-9a-f]\s*){64}/i;
  const NODE = 1;

  const bytes = (hex) => Uint8Array.from(hex.match(/../g), (pair) => parseInt(pair, 16));
  const hex = (found) => Array.from(found, (byte) => byte.toString(16).padStart(2, "0")).join("");
  const number = (value) => value.toLocaleString("fr-FR");
  const plural = (value, noun) => `${number(value)}\u00a0${noun}${value > 1 ? "s" : ""}`;

  async function joined(left, right) {
    const node = new Uint8Array([NODE, ...left, ...right]);
    return new Uint8Array(await crypto.subtle.digest("SHA-256", node));
  }

  /** The root that these receipts lead to, and how many nodes were computed; null when the nodes do not fit. */
  async function rootOf(stretch) {
    const left = stretch.left.map(bytes);
    const right = stretch.right.map(bytes);
    let row = stretch.receipts.map(bytes);
    let { first, size } = stretch;
    let hashes = 0;
    if (!row.length || first < 0 || first + row.length > size) return null;
    while (size > 1) {
      if (first % 2) {
        if (!left.length) return null;
        row.unshift(left.shift());
        first -= 1;
      }
      if ((first + row.length) % 2 && first + row.length < size) {
        if (!right.length) return null;
        row.push(right.shift());
      }
      const above = [];
      for (let at = 0; at + 1 < row.length; at += 2) {
        above.push(await joined(row[at], row[at + 1]));
        hashes += 1;
      }
      if (row.length % 2) above.push(row.at(-1));
      row = above;
      first = Math.floor(first / 2);
      size = Math.ceil(size / 2);
    }
    return left.length || right.length ? null : { root: hex(row[0]), hashes };
  }

  async function read(address) {
    const answer = await fetch(address, { headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error(`${answer.status}`);
    return answer.json();
  }

  async function verdict(receipt, api, root) {
    const steps = ["Votre reçu a la forme d’un reçu\u00a0: 64 signes."];
    const tree = await read(api);
    const prefix = receipt.slice(0, tree.prefix_digits);
    const stretch = await read(`${api}/stretch?prefix=${prefix}`);
    const among = prefix ? `qui commencent par «\u00a0${prefix}\u00a0»` : "publiés";
    steps.push(
      `Le site a donné les reçus ${among}\u00a0: il y en a ${number(stretch.receipts.length)} ici. ` +
        "Il ne sait pas lequel est le vôtre.",
    );
    const place = stretch.receipts.indexOf(receipt);
    const found = await rootOf(stretch);
    if (found) steps.push(`Votre navigateur a refait ${plural(found.hashes, "calcul")} (SHA-256), jusqu’à la racine.`);
    if (!found || found.root !== root) {
      steps.push(`La racine trouvée n’est pas celle des résultats\u00a0: ${found ? found.root : "aucune"}.`);
      return { holds: false, heading: "La preuve ne tient pas", steps, advice: BROKEN };
    }
    steps.push(`La racine trouvée est bien celle des résultats\u00a0: ${found.root}`);
    if (place < 0) {
      steps.push("Votre reçu n’est pas dans cette liste, et la racine prouve qu’il n’en manque aucun.");
      return { holds: false, heading: "Ce reçu n’est pas dans la liste", steps, advice: LOST };
    }
    const at = number(stretch.first + place + 1);
    steps.push(`Votre reçu est dans la liste, à la place ${at} sur ${number(stretch.size)}.`);
    return { holds: true, heading: "Votre bulletin a été compté", steps, advice: GOOD };
  }

  const GOOD = "C’est votre navigateur qui a fait ces calculs\u00a0: le site n’a pas vu votre reçu.";
  const BROKEN = "Appelez-nous, et gardez cette page.";
  const LOST =
    "Vérifiez chaque signe. Si vous avez remplacé votre bulletin, c’est le dernier reçu qui compte. Si le reçu est le " +
    "bon, appelez-nous\u00a0: c’est important pour tout le monde.";

  function show({ holds, heading, steps, advice }) {
    const place = document.querySelector(".verdict");
    place.classList.toggle("verdict-good", holds);
    place.classList.toggle("verdict-bad", !holds);
    place.querySelector("h2").textContent = heading;
    place.querySelector("ol").replaceChildren(
      ...steps.map((step) => Object.assign(document.createElement("li"), { textContent: step })),
    );
    place.querySelector(".verdict-advice").textContent = advice;
    place.hidden = false;
    document.title = `${heading} — ${document.title.split(" — ").at(-1)}`;
    document.getElementById("annonce").textContent = heading;
    place.focus();
  }

  async function check(form) {
    const found = form.elements.recu.value.match(RECEIPT);
    if (!found || !crypto.subtle) {
      form.submit(); // the server says what is wrong with it, or checks where the browser cannot
      return;
    }
    const receipt = found[0].replaceAll(/\s/g, "").toLowerCase();
    try {
      show(await verdict(receipt, form.dataset.api, form.dataset.root));
    } catch {
      show({
        holds: false,
        heading: "La liste n’est pas arrivée",
        steps: ["Votre reçu n’a pas été vérifié\u00a0: le réseau ou le site ne répond pas."],
        advice: "Réessayez dans un instant.",
      });
    }
  }

  document.addEventListener("submit", (event) => {
    if (!event.target.matches("[data-check]")) return;
    event.preventDefault();
    check(event.target);
  });

  document.addEventListener("change", async (event) => {
    if (event.target.id !== "fichier" || !event.target.files.length) return;
    const form = event.target.form;
    const found = (await event.target.files[0].text()).match(RECEIPT);
    form.elements.recu.value = found ? found[0].trim() : "";
    form.elements.recu.focus();
    if (found) check(form);
  });

  document.addEventListener("DOMContentLoaded", () => {
    const form = document.querySelector("[data-check]");
    if (!form) return;
    for (const hidden of document.querySelectorAll(".needs-script, .with-script")) hidden.hidden = !crypto.subtle;
    const scanned = location.hash.slice(1);
    if (!/^[0-9a-f]{64}$/i.test(scanned)) return;
    history.replaceState(null, "", location.pathname); // the receipt of a picture does not stay in the address
    form.elements.recu.value = scanned;
    check(form);
  });
})();
