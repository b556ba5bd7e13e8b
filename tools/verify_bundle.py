"""Recheck and recount the bundle of a vote with Python alone: `python3 -I verify_bundle.py BUNDLE [HEAD]`.

It shares no line with the program that wrote the bundle, and needs Python 3.11 or later, nothing else. It follows
docs/reference/bundle.md: manifest, chain of acts, rulebook, totals, receipts, projects, ballots, count. It recounts as
the Pas-de-Calais does: one choice by category or favourites, the most chosen first while the envelope lasts, ties by
deposit, cost or public draw. Under another rule it says that it did not recount. Exit status: 0 when all holds, else 1.
"""

import hashlib
import json
import re
import sys
import tomllib
import zipfile
from collections import Counter
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

PARTS = "edition.json rulebook.json rulebook.toml proposals.json candidates.json roll.json ballots.txt receipts.txt"
PARTS = (*PARTS.split(), "journal.jsonl", "outcome.json", "awards.json")
COUNT_KEYS = "article articles choices rule envelope line ties skip by strictly minimum_votes minimum_share weights"
EMPTY_KEYS = ("pots", "conditions", "decided", "filling", "minimum_points")
KNOWN_BY = ("id", "title", "structure", "commune")
FACTS = ("title", "category", "territory", "commune", "labels", "themes")
NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")
FORM_KEYS = {"article", "articles", "choices", "form", "parts", "may_abstain", "exactly", "at_most", "at_least"}


class NotRecountedError(Exception):
    """The bundle asks for something that this verifier does not know."""


def sha256(text):
    return hashlib.sha256(text if isinstance(text, bytes) else text.encode()).hexdigest()


def canonical(value):
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def cents(amount):
    """Whole euros are integers, others a text with two decimals."""
    return int(Decimal(str(amount)) * 100)


class Bundle:
    """The parts of a bundle, and the faults found so far."""

    def __init__(self, path):
        self.faults, self.remarks, self.step = [], [], "manifeste"
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            if any(one.compress_type or one.file_size > 2**31 for one in members):
                sys.exit("Une partie est compressée ou trop grande : rien n'en est lu.")
            parts = {one.filename: archive.read(one) for one in members}
        self.check(len(parts) == len(members), "une partie est deux fois dans le dossier")
        manifest = json.loads(parts.pop("manifest.json"))
        if (manifest["format"], manifest["version"]) != ("concitoyen-bundle", 1):
            sys.exit(f"Format inconnu : {manifest['format']} {manifest['version']}.")
        self.check(set(parts) == set(PARTS) == set(manifest["parts"]), "il manque une partie, ou il y en a trop")
        for name in PARTS:
            told, found = manifest["parts"][name], {"bytes": len(parts[name]), "sha256": sha256(parts[name])}
            self.check(told == found, f"la partie {name} n'a pas la taille ou l'empreinte que dit le manifeste")
        if self.faults:
            sys.exit("\n".join(["Dossier modifié :", *(f"  {fault}" for fault in self.faults)]))
        self.text = {name: parts[name].decode() for name in PARTS}
        self.acts = [json.loads(line) for line in self.text["journal.jsonl"].splitlines()]
        rows = [line.split(" ", 1) for line in self.text["ballots.txt"].splitlines()]
        self.ballots = [(int(weight), text) for weight, text in rows]
        self.receipts = self.text["receipts.txt"].splitlines()
        read = {name: json.loads(self.text[name]) for name in PARTS if name.endswith(".json")}
        self.book, self.about, self.roll = read["rulebook.json"], read["edition.json"], read["roll.json"]
        self.candidates, self.proposals = read["candidates.json"], read["proposals.json"]
        self.outcome, self.awards = read["outcome.json"], read["awards.json"]
        self.counted, self.opened = self.details("vote.counted")[0], self.details("vote.opened")[0]

    def check(self, holds, text):
        if not holds:
            self.faults.append(f"{self.step} : {text}")

    def details(self, kind):
        return [act["details"] for act in self.acts if act.get("kind") == kind]


def check_journal(bundle):
    before = "0" * 64
    for number, act in enumerate(bundle.acts, start=1):
        follows = act["number"] == number and act["previous"] == before
        bundle.check(follows, f"l'acte n° {number} ne suit pas celui qui le précède")
        if "kind" in act:
            body = canonical({name: value for name, value in act.items() if name != "hash"})
            bundle.check(sha256(body) == act["hash"], f"l'acte n° {number} ({act['kind']}) a été changé")
        before = act["hash"]
    for kind in ("vote.opened", "vote.counted", *(["results.published"] if bundle.about["public"] else [])):
        bundle.check(len(bundle.details(kind)) == 1, f"le journal n'a pas un acte {kind}, et un seul")


def check_rulebook(bundle):
    last = [act["details"] for act in bundle.acts if act.get("kind") in ("vote.opened", "rulebook.changed")][-1]
    sealed, found = last.get("rulebook_sha256") or last.get("to"), sha256(bundle.text["rulebook.json"])
    bundle.check(found == sealed, f"rulebook.json a l'empreinte {found}, le journal a scellé {sealed}")
    used, acts = bundle.counted.get("rulebook_sha256", sealed), bundle.opened | bundle.counted
    bundle.check(used == sealed, f"le dépouillement s'est fait sous {used}, le journal ne raconte que {sealed}")
    told = {name: acts[name] for name in ("simulated", "practice", "engine") if name in acts}
    told |= {name: bundle.book["edition"][name] for name in ("title", "authority")}
    for name, said in {**told, "rulebook_sha256": sealed}.items():
        bundle.check(bundle.about[name] == said, f"edition.json dit {name} : {bundle.about[name]}, et non {said}")
    bundle.check(agrees(tomllib.loads(bundle.text["rulebook.toml"]), bundle.book), "rulebook.toml en dit autre chose")


def agrees(source, kept):
    """Whether all that the written rulebook says is in the sealed one; amounts as numbers, instants as text."""
    if isinstance(source, dict):
        return isinstance(kept, dict) and all(agrees(value, kept.get(key)) for key, value in source.items())
    if isinstance(kept, list):
        source = source if isinstance(source, list) else [source]  # one name may be written for a list of one
        return len(source) == len(kept) and all(map(agrees, source, kept))
    said, text = source.isoformat() if isinstance(source, datetime) else str(source), str(kept)
    return said == text or (all(map(NUMBER.fullmatch, (said, text))) and Decimal(said) == Decimal(text))


def check_totals(bundle):
    told, voters = bundle.counted, sum(weight for weight, _ in bundle.ballots)
    roll, receipts = bundle.roll["total"], len(bundle.receipts)
    totals = (roll, told["roll"], voters, told["urn"], receipts, bundle.outcome["voters"])
    said = "émargements : {}, au journal {} ; bulletins : {}, au journal {} ; reçus : {} ; votants au résultat : {}"
    bundle.check(len(set(totals)) == 1, said.format(*totals))
    channels, said = bundle.roll.get("channels"), told.get("channels")
    bundle.check(channels == said, f"roll.json donne par canal {channels}, le journal dit {said}")
    whole = not said or (set(said) == {"site", "paper"} and min(said.values()) >= 0 and sum(said.values()) == roll)
    bundle.check(whole, f"les totaux par canal {said} ne font pas {roll} émargements")
    if said and bundle.book["count"].get("weights"):
        paper = sum(number for number, text in bundle.ballots if '"@channel":"paper"' in text)
        bundle.check(paper == said["paper"], f"{paper} bulletins papier, le journal dit {said['paper']}")
    awards = sorted([one["proposal"], cents(one["amount"]), one["line"]] for one in bundle.awards)
    for said in (act["awards_sha256"] for act in bundle.details("results.published") if "awards_sha256" in act):
        bundle.check(sha256(canonical(awards)) == said, "les lauréats n'ont pas l'empreinte de leur publication")
    same = sha256(bundle.text["outcome.json"]) == told["outcome_sha256"]
    bundle.check(same and bundle.outcome["draw_seed"] == told["draw_seed"], "le résultat n'est pas celui du journal")


def check_receipts(bundle):
    bundle.check(bundle.receipts == sorted(set(bundle.receipts)), "reçus non triés, ou l'un deux fois")
    row = list(map(bytes.fromhex, bundle.receipts))
    while len(row) > 1:
        pairs = zip(row[::2], row[1::2], strict=False)  # RFC 6962: a byte 1 before a node; a last one alone goes up
        row = [hashlib.sha256(b"\1" + one + other).digest() for one, other in pairs] + row[len(row) // 2 * 2 :]
    root, told = (row[0].hex() if row else sha256("")), bundle.counted["receipts_root"]
    bundle.check(root == told, f"la racine des reçus est {root}, le journal dit {told}")


def check_candidates(bundle):
    named, opened = sorted(one["id"] for one in bundle.proposals), bundle.opened
    digest = sha256(canonical(sorted([one[key] for key in KNOWN_BY] for one in bundle.proposals)))
    bundle.check(opened.get("projects_sha256", digest) == digest, "titre, structure ou commune d'un projet ont changé")
    bundle.check(named == sorted(opened["ballot"]), "les projets ne sont pas ceux que l'ouverture a mis au vote")
    bundle.check(named == sorted(one["id"] for one in bundle.candidates), "candidates.json en a d'autres")
    caps = {category["id"]: category["cap"] for category in bundle.book["categories"]["list"]}
    filed = {one["id"]: one for one in bundle.proposals}
    instants = {name: datetime.fromisoformat(one["deposited_at"]) for name, one in filed.items()}
    order = {when: rank for rank, when in enumerate(sorted(set(instants.values())), start=1)}
    for one in (one for one in bundle.candidates if one["id"] in filed):
        proposal, cap = filed[one["id"]], caps.get(one["category"])
        bundle.check(one["order"] == order[instants[one["id"]]], f"« {one['id']} » : ordre de dépôt")
        same = all(one[key] == proposal[key] for key in FACTS)
        bundle.check(same, f"« {one['id']} » n'est pas compté tel qu'il a été déposé")
        if cap and cap["rule"] != "categories:flat":
            bundle.remarks.append(f"le montant de « {one['id']} » n'est pas revérifié (plafond {cap['rule']})")
            continue
        granted = min([cents(proposal["requested"]), *([cents(cap["amount"])] if cap else [])])
        bundle.check(cents(one["cost"]) == granted, f"« {one['id']} » : {granted / 100} € et non {one['cost']} €")


def contests(bundle):
    """Contest → ids that may be chosen in it, and how many at least and at most; in each contest that is marked."""
    table, everyone = bundle.book["ballot"], {one["id"] for one in bundle.candidates}
    if set(table) - FORM_KEYS or table["parts"]:
        raise NotRecountedError(f"bulletin {table['form']} avec {sorted(set(table) - FORM_KEYS) or 'des parties'}")
    if table["form"] == "voting_rules:one-per-category":
        names = {one["category"] for one in bundle.candidates}
        groups = {name: {one["id"] for one in bundle.candidates if one["category"] == name} for name in names}
        return {name: (group, 1, 1) for name, group in groups.items()}, not table.get("may_abstain", True)
    if table["form"] == "voting_rules:favourites":
        most = table.get("exactly") or table["at_most"]
        least = table.get("exactly") or table.get("at_least") or 1
        return {"favourites": (everyone, min(least, len(everyone)), most)}, True
    raise NotRecountedError(f"bulletin {table['form']}")


def check_ballots(bundle):
    digest, told = sha256("\n".join(sorted(map("{0[0]} {0[1]}".format, bundle.ballots)))), bundle.counted["urn_sha256"]
    bundle.check(digest == told, f"les bulletins ont l'empreinte {digest}, le journal dit {told}")
    (known, every), weights = contests(bundle), bundle.book["count"].get("weights") or {"": 1}
    for weight, text, choices in ((weight, text, json.loads(text)) for weight, text in bundle.ballots):
        holds = weight > 0 and text == canonical(choices) and choices.pop("@channel", "") in weights
        holds = holds and set(choices) <= set(known) and (not choices or not every or set(choices) == set(known))
        for name, marks in choices.items() if holds else ():
            standing, least, most = known[name]
            holds = holds and set(marks) <= standing and least <= len(marks) <= most and set(marks.values()) == {1}
        bundle.check(holds, f"le bulletin {text} n'est pas valable")


def recount(bundle):
    """(id, votes, funded, cost) from the first to the last, by the rulebook."""
    table, seed = bundle.book["count"], bundle.counted["draw_seed"]
    strange = [key for key in table if key not in COUNT_KEYS.split() and key not in EMPTY_KEYS]
    strange += [key for key in EMPTY_KEYS if table.get(key)]
    if table["rule"] != "voting_rules:greedy" or strange or table.get("by", "votes") != "votes":
        raise NotRecountedError(f"règle {table['rule']} {' '.join(strange)} {table.get('by', '')}".strip())
    votes, weights = Counter(), {"": 1, **table.get("weights", {})}
    read = ((number, json.loads(text)) for number, text in bundle.ballots)
    cast = [(number * weights[choices.pop("@channel", "")], choices) for number, choices in read]
    for weight, marks in ((weight, marks) for weight, choices in cast for marks in choices.values()):
        votes.update(dict.fromkeys(marks, weight))
    ties = {one["id"]: [tie_key(tie, one, seed) for tie in table["ties"]] for one in bundle.candidates}
    keys = {name: (-votes[name], *criteria) for name, criteria in ties.items()}
    if len(set(keys.values())) < len(bundle.candidates):
        raise NotRecountedError("les critères du règlement ne départagent pas tous les projets")
    left, stopped, voters = cents(table["envelope"]), False, sum(weight for weight, _ in cast)
    share, strictly = Fraction(str(table.get("minimum_share", 0))) * voters / 100, table.get("strictly", False)
    for one in sorted(bundle.candidates, key=lambda one: keys[one["id"]]):
        cost, got = cents(one["cost"]), votes[one["id"]]
        bars = [bar for bar in (table.get("minimum_votes", 0), share) if bar]
        out = not voters or any(got <= bar if strictly else got < bar for bar in bars)
        funded = cost <= left and not stopped and not out
        stopped = stopped or (cost > left and not out and not table.get("skip", True))
        left -= cost if funded else 0
        yield one["id"], got, funded, cost


def tie_key(tie, one, seed):
    rule, fixed = (tie, "") if isinstance(tie, str) else (tie["rule"], tie.get("seed", ""))
    drawn = sha256(f"{fixed or seed}\n{one['id']}") if (fixed or seed).strip() else ""
    keys = {"earliest-deposit": one["order"], "lowest-cost": cents(one["cost"]), "public-draw": drawn}
    if rule.partition(":")[2] not in keys or not rule.startswith("voting_rules:"):
        raise NotRecountedError(f"départage {rule}")
    return keys[rule.partition(":")[2]]


def check_outcome(bundle):
    told = {one["candidate"]: one for one in bundle.outcome["results"]}
    ours = list(recount(bundle))
    bundle.check(set(told) == {name for name, *_ in ours}, "le résultat publié n'a pas les mêmes projets")
    for rank, (name, votes, funded, cost) in enumerate(ours, start=1):
        one = told.get(name, {"votes": None, "rank": None, "decision": None, "amount": 0})
        mine = {"votes": votes, "rank": rank, "decision": "funded" if funded else "not-funded", "amount": cost * funded}
        for what, figure in mine.items():
            said = cents(one[what]) if what == "amount" else one[what]
            bundle.check(said == figure, f"« {name} », {what} : {figure} recompté, {said} publié")
    check_awards(bundle, {name: cost for name, _, funded, cost in ours if funded})


def check_awards(bundle, funded):
    counted, line = bundle.counted, bundle.book["count"]["line"]
    same = (len(funded), sum(funded.values())) == (counted["laureates"], cents(counted["spent"]))
    bundle.check(same, "le journal dit un autre nombre de lauréats, ou une autre somme")
    cost = {one["id"]: cents(one["cost"]) for one in bundle.candidates}
    expected = {name: (amount, line) for name, amount in funded.items()}
    for change in bundle.details("awards.amended"):
        expected = {name: award for name, award in expected.items() if name not in change["removes"]}
        expected.update({name: (cost[name], change["line"] or line) for name in change["adds"]})
    told = {one["proposal"]: (cents(one["amount"]), one["line"]) for one in bundle.awards}
    for name in sorted(set(expected) | set(told)):
        said, mine = told.get(name), expected.get(name)
        bundle.check(said == mine, f"« {name} » : {mine} attendu, {said} publié (centimes, ligne)")
    bundle.check(len(told) == len(bundle.awards), "un projet est deux fois dans la liste")


NAMES = ("journal", "règlement", "comptes", "reçus", "projets", "bulletins", "résultat")
CHECKS = (check_journal, check_rulebook, check_totals, check_receipts, check_candidates, check_ballots, check_outcome)


def main():
    if len(sys.argv) not in (2, 3) or not Path(sys.argv[1]).is_file():
        sys.exit("Usage : python3 -I verify_bundle.py DOSSIER.zip [DERNIÈRE_EMPREINTE]")
    try:
        bundle = Bundle(sys.argv[1])
        head, told = bundle.acts[-1]["hash"], "".join(sys.argv[2:]).strip().lower()
        bundle.check(told in ("", head), f"la dernière empreinte du journal est {head}, et non {told}")
        if not bundle.about["public"]:
            bundle.remarks.append("les résultats n'étaient pas publics : aucun acte n'engage la liste des lauréats")
        for bundle.step, check in zip(NAMES, CHECKS, strict=True):
            check(bundle)
    except NotRecountedError as unknown:
        bundle.remarks.append(f"tout est vérifié sauf le compte, que ce vérificateur ne sait pas refaire ({unknown})")
    except Exception as error:  # noqa: BLE001 - whatever a forged file may raise
        sys.exit(f"Dossier illisible ou modifié : {type(error).__name__} {error}")
    for remark in bundle.remarks:
        print(f"Remarque : {remark}")
    if bundle.faults:
        sys.exit("\n".join(["Résultat différent ou dossier modifié :", *(f"  {fault}" for fault in bundle.faults)]))
    said = "Même résultat" if not any("sauf le compte" in one for one in bundle.remarks) else "Rien de changé"
    print(f"{said} : {len(bundle.receipts)} bulletins, {len(bundle.awards)} lauréats. Journal : {head}")


if __name__ == "__main__":
    main()
