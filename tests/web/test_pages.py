"""What each page says, from what is in the store."""

import re
from datetime import date

import pytest

from concitoyen.domain.ballot import Ballot
from concitoyen.domain.people import Person
from concitoyen.usecases.cast_ballot import cast_ballot
from concitoyen.usecases.change_rulebook import change_rulebook
from concitoyen.usecases.desk import Signature
from tests.web.conftest import Client
from tests.web.forms import words
from tests.web.world import (
    EDITION,
    FAVOURITE,
    FAVOURITES,
    IN_PREPARATION,
    SECOND,
    STAFF,
    VOTE_IS_CLOSED,
    VOTE_IS_OPEN,
    World,
)

PAGES = ("", "projets", f"projets/{FAVOURITE}", "regles", "resultats")


def titles(page: str) -> list[str]:
    """The titles of the cards of a list."""
    return re.findall(r'class="card-title"><a href="[^"]+">([^<]+)</a>', page)


def test_the_root_lists_the_editions_under_way_and_the_past_ones(reader: Client) -> None:
    text = words(reader.get("/"))
    under_way, past = text.split("Les éditions passées")
    assert "Budget citoyen 2024" in under_way
    assert "Budget citoyen 2023" in past
    assert "résultats publiés" in past


@pytest.mark.parametrize("page", PAGES)
def test_every_page_has_one_title_a_language_and_a_way_past_the_menu(reader: Client, page: str) -> None:
    html = reader.get(f"/{EDITION}/{page}").text
    assert html.count("<h1") == 1
    assert '<html lang="fr">' in html
    assert 'href="#contenu"' in html
    assert 'id="contenu"' in html


@pytest.mark.parametrize("page", PAGES)
def test_no_page_carries_a_style_or_a_script_in_line(reader: Client, page: str) -> None:
    html = reader.get(f"/{EDITION}/{page}").text
    assert re.findall(r"<script|<style|\sstyle=|\son[a-z]+=", html) == []


def test_the_home_says_when_the_vote_will_open(client: Client, town: World) -> None:
    town.clock.now = IN_PREPARATION
    text = words(client.get(f"/{EDITION}/"))
    assert "L’édition se prépare" in text
    assert "Le vote ouvrira le 1er septembre 2023." in text


def test_the_home_calls_to_vote_while_the_vote_is_open(client: Client) -> None:
    page = client.get(f"/{EDITION}/")
    assert "Le vote est ouvert jusqu’au 30 septembre 2023 à 24 h." in words(page)
    assert f'href="/{EDITION}/vote"' in page.text


def test_the_home_says_that_the_vote_is_over(client: Client, town: World) -> None:
    town.clock.now = VOTE_IS_CLOSED
    page = client.get(f"/{EDITION}/")
    assert "Le vote est terminé" in words(page)
    assert f'href="/{EDITION}/vote"' not in page.text


def test_simulated_votes_are_called_so_wherever_they_are_shown(reader: Client) -> None:
    for page in ("", "projets", f"projets/{FAVOURITE}", "resultats"):
        text = words(reader.get(f"/{EDITION}/{page}"))
        assert re.findall(r"\d voix(?! simulées?)", text) == []


def test_the_home_shows_the_most_chosen_laureates(reader: Client) -> None:
    assert titles(reader.get(f"/{EDITION}/").text)[0] == "HANDI62"


def test_the_calendar_tells_past_present_and_coming_phases(client: Client) -> None:
    html = client.get(f"/{EDITION}/").text
    assert re.findall(r'class="phase phase-(\w+)"', html) == [*["past"] * 5, "now", *["next"] * 3]


def test_the_first_visitor_after_the_opening_minute_opens_the_vote(client: Client, town: World) -> None:
    town.clock.now = IN_PREPARATION
    before = words(client.get(f"/{EDITION}/projets/{FAVOURITE}"))
    town.clock.now = VOTE_IS_OPEN
    after = words(client.get(f"/{EDITION}/projets/{FAVOURITE}"))
    assert "candidat au vote" in before
    assert "soumis au vote" in after
    assert "Règlement gelé" in after


def test_proposals_are_filtered_by_category(client: Client) -> None:
    page = client.get(f"/{EDITION}/projets", params={"categorie": "cooperation-innovation"})
    handi, circus = titles(page.text)
    assert handi == "HANDI62"
    assert circus.startswith("Le Numérique Circus")


@pytest.mark.parametrize("typed", ["bethune", "BÉTHUNE", "Béthune handi"])
def test_proposals_are_found_without_accents_or_capitals(client: Client, typed: str) -> None:
    assert "HANDI62" in titles(client.get(f"/{EDITION}/projets", params={"q": typed}).text)


def test_filters_add_up_and_can_be_removed_one_by_one(client: Client) -> None:
    page = client.get(f"/{EDITION}/projets", params={"categorie": "transformation", "territoire": "artois"})
    assert len(titles(page.text)) == 2
    assert f'href="/{EDITION}/projets?territoire=artois"' in page.text
    assert f'href="/{EDITION}/projets?categorie=transformation"' in page.text
    assert "2 projets sur 14" in words(page)


def test_a_filter_counts_what_each_choice_would_show(client: Client) -> None:
    page = client.get(f"/{EDITION}/projets", params={"territoire": "artois"})
    assert "Transformation économique, environnementale et sociétale (2)" in page.text


def test_a_search_without_answer_offers_a_way_out(client: Client) -> None:
    page = client.get(f"/{EDITION}/projets", params={"q": "planche à voile"})
    assert "Aucun projet ne répond à cette recherche." in words(page)
    assert "Revoir tous les projets" in words(page)
    assert 'value="planche à voile"' in page.text


def test_what_a_visitor_types_is_never_markup(client: Client) -> None:
    page = client.get(f"/{EDITION}/projets", params={"q": '"><script>alert(1)</script>'})
    assert "<script" not in page.text


def test_a_proposal_says_what_it_may_receive_and_why(client: Client) -> None:
    text = words(client.get(f"/{EDITION}/projets/{FAVOURITE}"))
    assert "Coût total du projet 42 000 €" in text
    assert "Peut recevoir 21 000 €" in text
    assert "Délibération 2023-513 : Coopération et Innovation sociale" in text


def test_a_published_proposal_says_its_votes_and_rank(reader: Client) -> None:
    text = words(reader.get(f"/{EDITION}/projets/{FAVOURITE}"))
    assert "42 voix simulées" in text
    assert "1er sur 14 projets" in text


def test_a_demonstration_says_which_figures_of_a_real_project_are_made_up(reader: Client) -> None:
    text = words(reader.get(f"/{EDITION}/projets/{FAVOURITE}"))
    assert "le coût total, le montant demandé et la présentation sont écrits pour l’exemple" in text


def test_the_rules_cite_an_article_or_confess_a_choice(client: Client) -> None:
    text = words(client.get(f"/{EDITION}/regles"))
    assert "Pages publiques du Département : vote dès 11 ans" in text
    assert "choix documenté La façon de classer n’est écrite nulle part" in text


def test_every_value_of_the_rules_has_a_source(client: Client) -> None:
    html = client.get(f"/{EDITION}/regles").text
    entries = re.findall(r'<span class="rule-value">.*?</dd>', html, flags=re.DOTALL)
    assert len(entries) > 20
    assert [entry for entry in entries if "source-article" not in entry and "source-choice" not in entry] == []


@pytest.mark.parametrize("edition", [EDITION, FAVOURITES])
def test_the_rules_are_told_in_words_and_not_as_data(client: Client, edition: str) -> None:
    html = client.get(f"/{edition}/regles").text
    values = re.findall(r'<span class="rule-value">(.*?)</span>', html)
    assert [value for value in values if re.search(r"[{}=_]|None|True|False", value)] == []


def test_the_rules_show_the_fingerprint_of_the_frozen_text(client: Client, town: World) -> None:
    page = client.get(f"/{EDITION}/regles")
    with town.engine.read() as desk:
        fingerprint = desk.work.editions.get(EDITION).rulebook_sha256
    assert fingerprint in page.text


def test_the_results_tell_laureates_refused_amendment_and_lines(reader: Client) -> None:
    text = words(reader.get(f"/{EDITION}/resultats"))
    assert "Voix simulées." in text
    assert "HANDI62 Gamins Exceptionnels, Béthune" in text
    assert "Les projets non retenus" in text
    assert "Proposé par une vice-présidente" in text
    assert "délibération 2023-513 du 20 novembre 2023" in text
    assert "6568//9365" in text


def test_the_trace_tells_every_round(reader: Client) -> None:
    html = reader.get(f"/{EDITION}/resultats").text
    rounds = re.findall(r'<li class="(kept|skipped)" value="(\d+)">', html)
    assert [int(number) for _, number in rounds] == list(range(1, 15))


def test_editions_side_by_side_keep_to_themselves(client: Client) -> None:
    assert "Budget citoyen 2023" not in client.get(f"/{FAVOURITES}/").text


def test_a_long_list_is_cut_in_pages(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("concitoyen.web.pages.proposals.PAGE_SIZE", 6)
    first = client.get(f"/{EDITION}/projets")
    last = client.get(f"/{EDITION}/projets", params={"page": "9"})
    assert len(titles(first.text)) == 6
    assert "Page 1 sur 3" in words(first)
    assert f'href="/{EDITION}/projets?page=2" rel="next"' in first.text
    assert len(titles(last.text)) == 2
    assert 'rel="next"' not in last.text


def test_voters_are_told_by_age_once_the_results_are_out_and_small_totals_are_held_back(
    client: Client, town: World
) -> None:
    town.ask_for_proof('["core:declaration"]', brackets="[11, 18, 26, 60]")
    for number, born in enumerate(["2010-05-05"] * 7 + ["2001-05-05"] * 2):
        with town.engine.begin() as desk:
            person = Person(
                first_name="Zoé", last_name=f"N {number}", birth_date=date.fromisoformat(born), commune="Arras"
            )
            cast_ballot(
                desk, EDITION, person, Ballot(choices={"pratiques": {SECOND: 1}}), Signature("votant", VOTE_IS_OPEN)
            )
    assert "selon leur âge" not in client.get(f"/{EDITION}/resultats").text
    town.play()
    page = words(client.get(f"/{EDITION}/resultats"))
    told = page[page.index("Âge Votants") : page.index("Ces totaux")]
    assert re.findall(r"ans (?:et plus )?(?:Votants )(moins de 5|non publié|\d+)", told) == [
        *("moins de 5", "non publié", "moins de 5", "42", "moins de 5"),
    ]


def test_an_edition_of_elsewhere_shows_its_own_money(client: Client, town: World) -> None:
    with town.engine.begin() as desk:
        known, _ = desk.edition(EDITION)
        text = known.rulebook_source.replace("[[phases]]", 'currency = "PLN"\n\n[[phases]]', 1)
        change_rulebook(desk, EDITION, text, Signature(STAFF, town.clock()), reason="la monnaie manquait")
    for page in ("", "projets", f"projets/{FAVOURITE}", "regles"):
        shown = client.get(f"/{EDITION}/{page}").text
        assert "PLN" in shown, page
        own = re.sub(r"Délibération 2023-513[^<]*", "", shown)  # an article may quote its amount
        assert "€" not in own, page
    assert client.get(f"/api/editions/{EDITION}").json()["currency"] == "PLN"
