// The ballot under the eyes of a voter, or of an agent who types a card: what is left to give in each part, what is too
// much, in the sentences in which the server would refuse it; for a voter, the bar at the bottom and the choices again.
// Without this file the form works the same; the server checks everything anyway.
"use strict";

(() => {
  const QUIET = 900; // milliseconds without a change before what has changed is said aloud, once
  const plural = (count, noun) => `${count}\u00a0${noun}${count > 1 ? "s" : ""}`;
  const still = (count, words = "choix") => `Encore ${count}\u00a0${words}`;
  const title = (choice) => choice.querySelector(".choice-title").textContent.trim();
  const listed = (marks) => marks.map((mark) => `«\u00a0${title(mark.choice)}\u00a0»`).join(" et ");
  const whole = (text) => (/^-?\d+$/.test(text.trim()) ? Number(text) : 0);

  function money(cents, { currency = "EUR" }) {
    const display = currency === "EUR" ? "symbol" : "code";
    const digits = cents % 100 ? 2 : 0;
    return new Intl.NumberFormat("fr-FR", { style: "currency", currency, currencyDisplay: display, minimumFractionDigits: digits, maximumFractionDigits: digits }).format(cents / 100);
  }

  /** A sentence of the rules with its places filled in. */
  function said(part, name, values) {
    const told = JSON.parse(part.closest("form").dataset.said)[name];
    return told.replace(/\{(\w+)\}/g, (_, place) => values[place]);
  }

  const boundsOf = (part) => JSON.parse(part.dataset.bounds);
  const projectOf = (mark) => mark.choice.dataset.project;

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
        const graded = choice.matches(".choice-graded");
        const words = graded ? ticked.nextElementSibling.textContent.trim() : "";
        found.push({ choice, value: graded ? Number(ticked.value) : 1, words });
      }
    }
    if (contest.dataset.contest === "rank") found.sort((one, other) => one.value - other.value);
    return found;
  }

  /** Say below the hint of a part, while it is filled in, what is wrong, else what is left; beside a number, what is
   *  wrong with it alone. Gives what is below the hint, and all of it. */
  function running(contest, made) {
    const bounds = boundsOf(contest);
    const beside = outOfBounds(contest, bounds, made);
    for (const choice of contest.querySelectorAll(".choice-marked:has(input)")) tellBeside(choice, beside.get(choice) ?? "");
    const wrong = made.length ? faults(contest, bounds, made) : [];
    const left = made.length ? LEFT[contest.dataset.contest](contest, bounds, made) : [];
    const told = tellBelow(contest, (wrong.length ? wrong : left).join(" "), wrong.length > 0);
    return [told, beside.size ? [...beside.values(), ...wrong].join(" ") : told];
  }

  /** The sentence about each number that is too small or too large, by its choice. */
  function outOfBounds(contest, { title: name, values: [low, high] = [1, 1] }, made) {
    if (contest.dataset.contest !== "points") return new Map();
    const strays = made.filter((mark) => mark.value && (mark.value < low || mark.value > high));
    return new Map(strays.map(({ choice, value }) => [choice, said(contest, "value", { contest: name, value, project: title(choice), low, high })]));
  }

  /** Tie what is wrong with a number to its field, as the server does when it refuses it. */
  function tellBeside(choice, text) {
    tellBelow(choice, text, true);
    const input = choice.querySelector("input");
    const told = [...choice.querySelectorAll(":scope > :is(.error, .running)")].filter((line) => line.textContent);
    if (told.length) {
      input.setAttribute("aria-invalid", "true");
      input.setAttribute("aria-describedby", told.map((line) => line.id).join(" "));
    } else {
      input.removeAttribute("aria-invalid");
      input.removeAttribute("aria-describedby");
    }
  }

  /** The sentence below a part's hint; a fault that the server's own error says just above is not said twice. */
  function tellBelow(part, text, isWrong) {
    const place = part.querySelector(":scope > .running");
    const above = part.querySelector(":scope > .error")?.textContent ?? "";
    write(place, isWrong && above.includes(text) ? "" : text);
    place?.classList.toggle("running-wrong", isWrong);
    return text;
  }

  function faults(contest, bounds, made) {
    const { title: name, most = 1, points, cents } = bounds;
    const tell = (what, more) => said(contest, what, { contest: name, ...more });
    const found = [];
    if (made.length > most && contest.dataset.contest !== "sign") found.push(tell("most", { count: made.length, most }));
    if (contest.dataset.contest === "rank") found.push(...rankFaults(made, tell));
    if (contest.dataset.contest === "points") {
      const given = total(made);
      if (points && given > points[1]) found.push(tell("points", { given, most: points[1], over: given - points[1] }));
    }
    if (contest.dataset.contest === "sign") found.push(...signFaults(bounds, made, tell));
    for (const crowd of bounds.crowds ?? []) {
      for (const [group, inside] of crowded(crowd, made)) {
        const { kind, most: room, names } = crowd;
        if (inside.length > room) {
          found.push(tell("spread", { projects: listed(inside), kind, group: names[group], most: room }));
        }
      }
    }
    if (cents !== undefined && spent(made) > cents) {
      found.push(tell("sum", { spent: money(spent(made), bounds), most: money(cents, bounds) }));
    }
    return found;
  }

  const total = (made) => made.reduce((sum, mark) => sum + mark.value, 0);
  const spent = (made) => made.reduce((sum, mark) => sum + Number(mark.choice.dataset.cents), 0);
  const liked = (made) => made.filter((mark) => mark.value > 0).length;

  function rankFaults(made, tell) {
    const twice = made.find((mark, place) => place && mark.value === made[place - 1].value);
    if (twice) {
      const equal = made.filter((mark) => mark.value === twice.value);
      return [tell("same-rank", { projects: listed(equal), rank: twice.value })];
    }
    const gap = made.findIndex((mark, place) => mark.value !== place + 1);
    return gap >= 0 ? [tell("gap", { missing: gap + 1, last: made.length })] : [];
  }

  function signFaults({ most_for: most, most_against: least, for_first: first = 0 }, made, tell) {
    const [pros, cons] = [liked(made), made.length - liked(made)];
    const found = [];
    if (most !== undefined && pros > most) found.push(tell("for", { count: pros, most }));
    if (cons > least) found.push(tell("against", { count: cons, most: least }));
    if (cons && pros < first) found.push(tell("for-first", { least: first, count: pros }));
    return found;
  }

  /** The projects marked in each group, of the groups that have one. */
  function crowded({ groups }, made) {
    const inside = new Map();
    for (const mark of made) {
      for (const group of groups[projectOf(mark)] ?? []) inside.set(group, [...(inside.get(group) ?? []), mark]);
    }
    return inside;
  }

  const missing = ({ least = 0 }, made) => (made.length < least ? [`${still(least - made.length)} à faire ici.`] : []);
  const choices = (contest) => contest.querySelectorAll(".choice:not(.choice-none)").length;

  /** What is left to give, by the way in which a part is marked. */
  const LEFT = {
    one: () => [],
    several(contest, bounds, made) {
      const { cents, most = 1, crowds = [] } = bounds;
      const count = plural(made.length, "projet");
      const sum = cents === undefined ? "" : `${count}, ${money(spent(made), bounds)}\u00a0: il reste ${money(cents - spent(made), bounds)}.`;
      const rooms = crowds.flatMap((crowd) =>
        [...crowded(crowd, made)].map(([group, inside]) => {
          const left = crowd.most - inside.length;
          return left ? `${still(left)} ${crowd.where[group]}.` : `Plus de choix ${crowd.where[group]}.`;
        }),
      );
      return [sum || `${count} sur ${Math.min(most, choices(contest))}.`, ...rooms, ...missing(bounds, made)];
    },
    rank(_, bounds, made) {
      return [`${plural(made.length, "projet")} dans l’ordre.`, ...missing(bounds, made)];
    },
    points(contest, bounds, made) {
      const given = total(made);
      if (!bounds.points) return [`${plural(made.length, "note")} sur ${choices(contest)}.`];
      return [`${plural(given, "point")} sur ${bounds.points[1]}, il en reste ${bounds.points[1] - given}.`, ...missing(bounds, made)];
    },
    grade: (contest, _, made) => [`${plural(made.length, "mention")} sur ${choices(contest)}.`],
    sign(_, { most_for: most, most_against: least }, made) {
      const [pros, cons] = [liked(made), made.length - liked(made)];
      return [`${most === undefined ? pros : `${pros} sur ${most}`} pour, ${cons} sur ${least} contre.`];
    },
  };

  /** Say below the hint of several parts, of which so many may be filled in, how many are. */
  function opened(family) {
    const { title: name, most } = boundsOf(family);
    const open = [...family.querySelectorAll(":scope > .branch > input:checked")];
    if (!open.length) return tellBelow(family, "", false);
    const names = open.map((input) => `«\u00a0${input.nextElementSibling.textContent.trim()}\u00a0»`).join(" et ");
    if (open.length > most) return tellBelow(family, said(family, "parts", { family: name, most, contests: names }), true);
    const left = most - open.length;
    const room = left ? `vous pouvez encore en ouvrir ${left}` : "c’est complet";
    return tellBelow(family, `${open.length} sur ${most}\u00a0: ${room}.`, false);
  }

  function chosen(mark) {
    return mark.words ? `${title(mark.choice)} (${mark.words})` : title(mark.choice);
  }

  function write(element, text) {
    if (element && element.textContent !== text) element.textContent = text;
  }

  /** One more or one less beside each number: nobody has to type, and nothing has to be dragged.
   *  From a keyboard the arrows do the same, and the tab key goes from number to number. */
  function steppers(form) {
    for (const input of form.querySelectorAll(".choice-marked > input[type=text]")) {
      const [less, more] = [step(input, -1), step(input, 1)];
      const frame = document.createElement("span");
      frame.className = "stepper";
      input.replaceWith(frame);
      frame.append(less, input, more);
      input.addEventListener("keydown", (event) => {
        const button = { ArrowUp: more, ArrowDown: less }[event.key];
        if (!button) return;
        event.preventDefault();
        button.click();
      });
    }
  }

  function step(input, by) {
    const button = document.createElement("button");
    button.type = "button";
    button.tabIndex = -1;
    button.textContent = by < 0 ? "−" : "+";
    button.setAttribute("aria-label", `${by < 0 ? "Un de moins" : "Un de plus"}\u00a0: ${title(input.closest(".choice"))}`);
    button.addEventListener("click", () => {
      const { values: [low, high] = [1, 1], points } = boundsOf(input.closest("[data-contest]"));
      const typed = input.value.trim();
      const next = typed ? whole(typed) + by : by < 0 ? low - 1 : Math.max(low, points ? 1 : low);
      input.value = next < low ? "" : Math.min(next, high);
      input.dispatchEvent(new Event("input", { bubbles: true }));
    });
    return button;
  }

  /** Write what was chosen in a part beside its name, where the form ends with the choices to read again. */
  function reread(form, contest, made) {
    const line = form.querySelector(`.recap [data-of="${CSS.escape(contest.id)}"]`);
    if (!line) return;
    const empty = line.dataset.family ? "" : "rien";
    write(line.querySelector(".recap-chosen"), made.length ? made.map(chosen).join(", ") : empty);
    line.hidden = Boolean(line.dataset.family) && made.length === 0;
  }

  let pause = 0;

  /** Say aloud what a change has changed, when the voter pauses: one sentence, not one at each key. */
  function announce(form, text) {
    clearTimeout(pause);
    pause = setTimeout(() => write(form.querySelector("[data-announce]"), text), QUIET);
  }

  function refresh(happening) {
    const form = document.querySelector("form.ballot[data-said]");
    if (!form) return;
    steppers(form);
    let projects = 0;
    let only = "";
    const contests = form.querySelectorAll("[data-contest]");
    const told = new Map();
    for (const family of form.querySelectorAll("[data-parts]")) {
      told.set(family, opened(family));
    }
    for (const contest of contests) {
      const made = marks(contest);
      projects += made.length;
      const [below, all] = running(contest, made);
      only = below;
      told.set(contest, all);
      reread(form, contest, made);
    }
    const count = projects ? `Vous avez choisi\u00a0: ${plural(projects, "projet")}.` : "Vous n’avez rien choisi encore.";
    write(form.querySelector(".tally-words"), contests.length === 1 && only ? only : count);
    write(form.querySelector(".recap-count"), count);
    const part = happening.target.closest?.("[data-contest], [data-parts]");
    if (part) announce(form, told.get(part) ?? "");
  }

  for (const happening of ["input", "change", "DOMContentLoaded", "concitoyen:page"]) {
    document.addEventListener(happening, refresh);
  }
  addEventListener("pageshow", refresh);
})();
