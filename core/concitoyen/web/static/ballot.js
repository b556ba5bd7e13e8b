// The ballot under the voter's eyes: totals of each part, the bar at the bottom, the choices read again at the end.
// Without this file the form works the same; the server checks everything anyway.
"use strict";

(() => {
  const money = new Intl.NumberFormat("fr-FR", { style: "currency", currency: "EUR", minimumFractionDigits: 0 });
  const plural = (count, noun) => `${count}\u00a0${noun}${count > 1 ? "s" : ""}`;
  const title = (choice) => choice.querySelector(".choice-title").textContent.trim();
  const whole = (text) => (/^\d+$/.test(text.trim()) ? Number(text) : 0);

  /** The choices made in a part: the project, the value given, the words for it. */
  function marks(contest) {
    const branch = contest.closest(".branch");
    if (branch && !branch.querySelector(":scope > input").checked) return [];
    const found = [];
    for (const choice of contest.querySelectorAll(".choice:not(.choice-none)")) {
      const select = choice.querySelector("select");
      const typed = choice.querySelector("input[type=text]");
      const ticked = choice.querySelector("input:checked");
      if (select && select.value) {
        found.push({ choice, value: Number(select.value), words: select.selectedOptions[0].text });
      } else if (typed && typed.value.trim()) {
        found.push({ choice, value: whole(typed.value), words: typed.value.trim() });
      } else if (ticked && ticked.value) {
        const grade = choice.matches(".choice-graded") ? ticked.nextElementSibling.textContent.trim() : "";
        found.push({ choice, value: 1, words: grade });
      }
    }
    if (contest.dataset.contest === "rank") found.sort((one, other) => one.value - other.value);
    return found;
  }

  /** What is said below the hint of a part while it is filled in. */
  function running(contest, made) {
    const { contest: kind, most, points, cents } = contest.dataset;
    if (kind === "points" && points) {
      const left = Number(points) - made.reduce((sum, mark) => sum + mark.value, 0);
      if (left < 0) return `${plural(-left, "point")} de trop\u00a0: vous en avez ${points} en tout.`;
      return `${plural(Number(points) - left, "point")} sur ${points}, il en reste ${left}.`;
    }
    if (kind === "rank") return ranks(made);
    if (kind === "several" && cents) {
      const spent = made.reduce((sum, mark) => sum + Number(mark.choice.dataset.cents), 0);
      const left = Number(cents) - spent;
      const told = left < 0 ? `${money.format(-left / 100)} de trop` : `il reste ${money.format(left / 100)}`;
      return `${plural(made.length, "projet")}, ${money.format(spent / 100)}\u00a0: ${told}.`;
    }
    if (kind === "grade") return made.length ? `${plural(made.length, "mention")} sur ${choices(contest)}.` : "";
    if (kind === "several" && made.length > Number(most)) {
      return `${plural(made.length, "projet")} cochés, ${most} au plus\u00a0: retirez-en ${made.length - Number(most)}.`;
    }
    return made.length ? `${plural(made.length, "projet")} sur ${Math.min(Number(most), choices(contest))}.` : "";
  }

  const choices = (contest) => contest.querySelectorAll(".choice:not(.choice-none)").length;

  function ranks(made) {
    const twice = made.find((mark, place) => place && mark.value === made[place - 1].value);
    if (twice) return `Le rang ${twice.words} est donné deux fois\u00a0: changez-en un.`;
    const gap = made.findIndex((mark, place) => mark.value !== place + 1);
    if (gap >= 0) return `Il manque le rang ${gap + 1}.`;
    return made.length ? `${plural(made.length, "projet")} dans l’ordre.` : "";
  }

  function chosen(mark) {
    return mark.words ? `${title(mark.choice)} (${mark.words})` : title(mark.choice);
  }

  /** Write a text only when it changes: a live region speaks at each writing. */
  function write(element, text) {
    if (element && element.textContent !== text) element.textContent = text;
  }

  function refresh() {
    const form = document.querySelector("form.ballot");
    if (!form) return;
    let projects = 0;
    let only = "";
    const contests = form.querySelectorAll("[data-contest]");
    for (const contest of contests) {
      const made = marks(contest);
      projects += made.length;
      only = running(contest, made);
      write(contest.querySelector(".running"), only);
      const line = form.querySelector(`.recap [data-of="${CSS.escape(contest.id)}"]`);
      const empty = line.dataset.family ? "" : "rien";
      write(line.querySelector(".recap-chosen"), made.length ? made.map(chosen).join(", ") : empty);
      line.hidden = Boolean(line.dataset.family) && made.length === 0;
    }
    const total = projects ? `Vous avez choisi\u00a0: ${plural(projects, "projet")}.` : "Vous n’avez rien choisi encore.";
    write(form.querySelector(".tally-words"), contests.length === 1 && only ? only : total);
    write(form.querySelector(".recap-count"), total);
  }

  for (const happening of ["input", "change", "DOMContentLoaded", "concitoyen:page"]) {
    document.addEventListener(happening, refresh);
  }
  addEventListener("pageshow", refresh);
})();
