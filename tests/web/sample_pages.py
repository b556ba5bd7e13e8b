"""One sample of every page, in the states that a visitor can meet."""

from collections.abc import Mapping

from concitoyen.domain.money import Money
from concitoyen.web.contexts.base import (
    Badge,
    Contact,
    EditionFrame,
    Figure,
    Link,
    NavLink,
    Page,
    Provenance,
    Reason,
)
from concitoyen.web.contexts.editions import EditionItem, EditionsPage
from concitoyen.web.contexts.error import ErrorPage
from concitoyen.web.contexts.home import HomePage, Now, Step
from concitoyen.web.contexts.proposal import MoneyPanel, MoneyRow, ProposalOutcome, ProposalPage
from concitoyen.web.contexts.proposals import ActiveFilter, Filter, FilterOption, ProposalsPage
from concitoyen.web.contexts.results import (
    AmendmentNote,
    BarRow,
    LaureateRow,
    LineRow,
    NotRetainedRow,
    ResultsPage,
    ResultsPendingPage,
    TraceRound,
)
from concitoyen.web.contexts.rules import CategoryRule, RuleEntry, RulesPage, RuleSection
from concitoyen.web.contexts.timeline import Month, Timeline, TimelinePhase
from concitoyen.web.contexts.vote import (
    BallotOption,
    Contest,
    FormError,
    FormField,
    Identity,
    KeptField,
    RefusedPage,
    ThanksPage,
    VotePage,
)
from tests.web.sample_projects import CATEGORIES, PROJECTS, card

BASE = "/pasdecalais-2023/"
DIGEST = "9f2c4b1e7a60d35c8e14f7b29a0d6c53e8b1f4a72d9c0e65b38f17a4c2d5e960"
ARTICLE = "Règlement 2021-558, article 3"


def frame(*, voting: bool = False, practice: bool = False, simulated: bool = False) -> EditionFrame:
    """Return the frame of the sample edition."""
    nav = [
        NavLink(href=BASE, label="Accueil", section="home"),
        NavLink(href=f"{BASE}projets", label="Projets", section="proposals"),
        NavLink(href=f"{BASE}regles", label="Règles", section="rules"),
        NavLink(href=f"{BASE}resultats", label="Résultats", section="results"),
    ]
    if voting:
        nav.append(NavLink(href=f"{BASE}vote", label="Je vote", section="vote", strong=True))
    return EditionFrame(
        id="pasdecalais-2023",
        href=BASE,
        title="Budget citoyen 2023",
        host="Département du Pas-de-Calais",
        status=Badge(label="vote ouvert", tone="open") if voting else Badge(label="résultats publiés", tone="done"),
        nav=tuple(nav),
        contact=Contact(
            name="Mission Économie sociale et solidaire",
            phone="03 21 216 216",
            phone_href="tel:+33321216216",
            address="Hôtel du Département, rue Ferdinand Buisson, 62018 Arras Cedex 9",
        ),
        practice=practice,
        simulated=simulated,
        rulebook_sha256=DIGEST,
        rulebook_frozen=True,
        journal_head=DIGEST[::-1],
    )


def phase(title: str, sentence: str, dates: str, state: str, start: int, end: int) -> TimelinePhase:
    """Return a phase of the sample calendar."""
    labels = {"past": "terminé", "now": "en ce moment", "next": "à venir"}
    return TimelinePhase.model_validate(
        {
            "title": title,
            "sentence": sentence,
            "dates": dates,
            "state": state,
            "state_label": labels[state],
            "start": start,
            "end": end,
            "article": "Délibération 2023-513, présentation",
        },
    )


TIMELINE = Timeline(
    months=tuple(
        Month(label=label, start=1 + 2 * index, end=3 + 2 * index)
        for index, label in enumerate(
            ("janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc."),
        )
    ),
    phases=(
        phase("Les idées", "Chacun peut déposer une idée.", "à partir du 16 janvier 2023", "past", 2, 8),
        phase("Les comptoirs", "On transforme une idée en projet, avec de l’aide.", "du 1er mars au 6 avril 2023",
              "past", 5, 8),
        phase("Le dépôt des dossiers", "Les porteurs déposent leur dossier en ligne.", "du 3 avril au 22 juin 2023",
              "past", 7, 13),
        phase("La labellisation", "Un comité vérifie chaque dossier et le range dans une catégorie.",
              "du 14 mai au 8 juillet 2023", "past", 10, 14),
        phase("Le vote", "Les habitants choisissent, dès 11 ans.", "du 1er au 30 septembre 2023", "now", 17, 19),
        phase("La délibération", "La Commission permanente vote les montants.", "le 20 novembre 2023", "next", 22, 23),
    ),
)

FIGURES = (
    Figure(value="59", label="projets au vote", note="sur 89 dossiers déposés"),
    Figure(value="6 331", label="votants"),
    Figure(value="692 000 €", label="pour les lauréats"),
    Figure(value="9", label="territoires", note="887 communes"),
)


def editions() -> EditionsPage:
    """Return the list of editions."""
    return EditionsPage(
        title="Les éditions",
        current=(
            EditionItem(
                href="/essai/", title="Budget citoyen, essai du vote", host="Département du Pas-de-Calais",
                dates="Le vote est ouvert jusqu’au 30 novembre 2026 à minuit", sentence="Essayez le vote pour de faux.",
                status=Badge(label="vote ouvert", tone="open"), practice=True,
            ),
        ),
        past=(
            EditionItem(
                href=BASE, title="Budget citoyen 2023", host="Département du Pas-de-Calais",
                dates="Vote du 1er au 30 septembre 2023", sentence="59 lauréats se partagent 692 000 €.",
                status=Badge(label="résultats publiés", tone="done"),
            ),
        ),
    )


def home() -> HomePage:
    """Return the home page while the vote is open."""
    return HomePage(
        title="Accueil",
        edition=frame(voting=True),
        lead="Des habitants imaginent des projets utiles et solidaires. Vous choisissez vos préférés."
        " Le Département du Pas-de-Calais les finance.",
        now=Now(
            heading="C’est le moment de voter",
            sentence="Le vote est ouvert jusqu’au 30 septembre 2023 à minuit. Vous pouvez voter dès 11 ans.",
            action=Link(href=f"{BASE}vote", label="Je vote"),
            other=Link(href=f"{BASE}projets", label="Voir les 59 projets"),
        ),
        steps=(
            Step(heading="Une idée", sentence="Une association ou un groupe d’habitants propose un projet qui aide les"
                 " gens, l’emploi ou la nature."),
            Step(heading="Un vote", sentence="Toute personne de 11 ans ou plus qui habite le Pas-de-Calais choisit un"
                 " projet par catégorie."),
            Step(heading="Un vrai projet", sentence="Les projets les plus choisis reçoivent l’argent, jusqu’à 25 000 €"
                 " chacun, et ont 18 mois pour se faire."),
        ),
        figures=FIGURES,
        timeline=TIMELINE,
        cards_heading="Les derniers lauréats",
        cards_note="Édition 2021",
        cards=tuple(card(item, published=True) for item in PROJECTS[:3]),
        cards_more=Link(href=f"{BASE}projets", label="Voir tous les projets"),
    )


def _filter(name: str, label: str, everything: str, values: Mapping[str, int], chosen: str = "") -> Filter:
    options = [FilterOption(value="", label=everything, count=59)]
    options += [FilterOption(value=key, label=key, count=value, selected=key == chosen) for key, value in values.items()]
    return Filter(name=name, label=label, options=tuple(options))


def proposals(*, empty: bool = False) -> ProposalsPage:
    """Return the list of proposals, or its empty state."""
    cards = () if empty else tuple(card(item, published=False) for item in PROJECTS)
    return ProposalsPage(
        title="Les projets",
        edition=frame(voting=True, practice=True),
        action=f"{BASE}projets",
        query="planche à voile" if empty else "",
        filters=(
            _filter("categorie", "Catégorie", "Toutes", {item.label: 7 for item in CATEGORIES.values()}),
            _filter("territoire", "Territoire", "Tous", {"Arrageois": 6, "Artois": 13, "Montreuillois": 11}, "Artois"),
            _filter("theme", "Thème", "Tous", {"Action sociale": 25, "Culture": 14, "Enfance/Famille": 7}),
        ),
        active=(ActiveFilter(label="Artois", remove_href=f"{BASE}projets"),),
        count="Aucun projet" if empty else "12 projets sur 59",
        order_note="Classés par ordre alphabétique du titre.",
        cards=cards,
        vote=Link(href=f"{BASE}vote", label="Je vote"),
    )


def proposal(*, published: bool) -> ProposalPage:
    """Return the page of a proposal before or after publication."""
    item = PROJECTS[3]
    return ProposalPage(
        title=item.title,
        edition=frame(voting=not published, simulated=published),
        back=Link(href=f"{BASE}projets", label="Tous les projets"),
        structure=item.structure,
        commune=item.commune,
        territory=item.territory,
        category=CATEGORIES[item.category],
        category_rule="Le projet est fait à plusieurs structures et il essaie une réponse nouvelle à un besoin.",
        category_source=Provenance(article="Délibération 2023-513, annexe 1"),
        themes=tuple(item.themes.split("|")),
        description=(item.summary, "La caravane s’installe une semaine dans chaque village, avec les médiathèques."),
        money=MoneyPanel(
            rows=(
                MoneyRow(label="Coût total du projet", value=str(Money.euros(62_400))),
                MoneyRow(label="Demandé", value=str(Money.euros(21_000))),
                MoneyRow(label="Accordé" if published else "Peut recevoir", value=str(Money.euros(21_000)), strong=True),
            ),
            reason=Reason(text="Dans cette catégorie, un projet reçoit au plus 21 000 €.", article=ARTICLE),
        ),
        status=Badge(label="lauréat", tone="done") if published else Badge(label="au vote", tone="open"),
        status_sentence="Le projet a été choisi par les habitants et voté par les élus."
        if published else "Le comité a labellisé ce projet. Il est maintenant soumis au vote des habitants.",
        outcome=ProposalOutcome(
            heading="Le vote", votes="1 460 voix", rank="5e sur 59 projets",
            why="Il restait 571 000 €, il en coûte 21 000 : le projet est financé.", badge=Badge(label="lauréat", tone="done"),
        ) if published else None,
        vote=None if published else Link(href=f"{BASE}vote", label="Voter pour ce projet"),
    )


def rules() -> RulesPage:
    """Return the règlement."""
    return RulesPage(
        title="Les règles",
        edition=frame(),
        lead="Voici toutes les règles de cette édition, telles que le logiciel les applique.",
        sections=(
            RuleSection(
                id="qui-vote", title="Qui peut voter", intro="Il faut remplir toutes ces conditions.",
                entries=(
                    RuleEntry(label="Âge minimum", value="11 ans le jour du vote",
                              source=Provenance(article="Présentation du 19/12/2017, Vote des citoyens")),
                    RuleEntry(label="Habiter le Pas-de-Calais", value="Une des 887 communes du département",
                              source=Provenance(article="Présentation du 19/12/2017, Vote des citoyens")),
                ),
            ),
            RuleSection(
                id="depouillement", title="Comment on compte", intro="Le même calcul pour tout le monde.",
                entries=(
                    RuleEntry(label="Règle", value="Les projets les plus choisis d’abord, tant qu’il reste de l’argent",
                              source=Provenance(choice="Aucun document ne dit comment classer les projets quand l’argent"
                                                " manque ; c’est la lecture la plus simple.")),
                    RuleEntry(label="En cas d’égalité", value="Le dossier déposé en premier, puis un tirage public",
                              source=Provenance(choice="Le règlement n’en parle pas ; l’ordre est publié avant le vote.")),
                ),
            ),
            RuleSection(
                id="budget", title="L’argent disponible", intro="D’où vient la somme à partager.",
                entries=(
                    RuleEntry(label="6568//930202, Mission ESS", value="672 151 €",
                              source=Provenance(article="Délibération 2023-513, article 5")),
                ),
            ),
        ),
        categories=tuple(
            CategoryRule(tag=tag, cap=f"{str(Money.euros(amount))} au plus", cap_source=Provenance(article=ARTICLE),
                         source=Provenance(article=ARTICLE),
                         description="La structure montre des pratiques solidaires dans son travail de tous les jours.")
            for tag, amount in zip(CATEGORIES.values(), (5000, 16000, 16000, 21000, 25000), strict=True)
        ),
        fingerprint=DIGEST,
        fingerprint_note="Le texte a été gelé à l’ouverture du vote. Son empreinte sha256 change au moindre mot changé.",
        choices=2,
    )


def contests(checked: int) -> tuple[Contest, ...]:
    """Return a ballot with one contest per category."""
    return tuple(
        Contest(
            id=f"choix-{key}", name=f"choix-{key}", legend=tag.label, hint="Un seul projet, ou aucun.", tint=tag.tint,
            kind="one", none_label="Je ne choisis pas dans cette catégorie", none_checked=False,
            options=tuple(
                BallotOption(id=f"choix-{key}-{item.number}", value=str(item.number), title=item.title,
                             structure=item.structure, place=item.commune, summary=item.summary,
                             checked=item.number == checked)
                for item in PROJECTS if item.category == key
            ),
        )
        for key, tag in CATEGORIES.items()
    )


def favourites(error: str | None) -> Contest:
    """Return a ballot of three favourites."""
    return Contest(
        id="choix", name="choix", legend="Vos 3 projets préférés", hint="Cochez 3 projets au plus.", tint=2,
        kind="several", limit=3, error=error,
        options=tuple(
            BallotOption(id=f"choix-{item.number}", value=str(item.number), title=item.title, structure=item.structure,
                         place=item.commune, summary=item.summary, checked=item.number in {3, 4, 9, 25})
            for item in PROJECTS
        ),
    )


def vote(*, wrong: bool) -> VotePage:
    """Return the ballot, empty or with everything wrong."""
    return VotePage(
        title="Erreur : je vote" if wrong else "Je vote",
        edition=frame(voting=True),
        lead="Deux minutes suffisent. Choisissez vos projets, présentez-vous, envoyez : c’est fait.",
        action=f"{BASE}vote",
        csrf_token="jeton",
        errors=(
            FormError(anchor="choix", text="Vous avez coché 4 projets. Gardez-en 3 au plus."),
            FormError(anchor="nom", text="Écrivez votre nom."),
            FormError(anchor="jour", text="Le 31 février n’existe pas."),
            FormError(anchor="commune", text="« Bétune » : nous ne trouvons pas cette commune. Peut-être Béthune ?"),
        ) if wrong else (),
        contests=(favourites("Vous avez coché 4 projets. Gardez-en 3 au plus."),) if wrong else contests(25),
        identity=Identity(
            first_name=FormField(id="prenom", name="prenom", value="Zoé" if wrong else ""),
            last_name=FormField(id="nom", name="nom", error="Écrivez votre nom." if wrong else None),
            day=FormField(id="jour", name="jour", value="31" if wrong else ""),
            month=FormField(id="mois", name="mois", value="02" if wrong else ""),
            year=FormField(id="annee", name="annee", value="2010" if wrong else ""),
            birth_error="Le 31 février n’existe pas." if wrong else None,
            commune=FormField(
                id="commune", name="commune", value="Bétune" if wrong else "",
                error="« Bétune » : nous ne trouvons pas cette commune. Peut-être Béthune ?" if wrong else None,
            ),
            email=FormField(id="courriel", name="courriel", required=False),
            minimum_age_hint="Il faut avoir 11 ans ou plus. Exemple : 27 3 2012.",
        ),
        communes=tuple(sorted({item.commune for item in PROJECTS})),
        finality="Votre vote est définitif.",
        closes="Le vote ferme le 30 septembre 2023 à minuit.",
    )


def refused() -> RefusedPage:
    """Return the refusal of a child under the age."""
    return RefusedPage(
        title="Vote refusé",
        edition=frame(voting=True),
        heading="Il faut encore grandir un peu",
        reasons=(Reason(text="Pour voter, il faut avoir 11 ans. Vous les aurez le 27 mars 2026.",
                        article="Présentation du 19/12/2017, Vote des citoyens"),),
        advice="Rien n’a été enregistré. Si vous vous êtes trompé en tapant, vous pouvez corriger.",
        correct_action=f"{BASE}vote",
        csrf_token="jeton",
        kept=(KeptField(name="prenom", value="Zoé"),),
        links=(Link(href=f"{BASE}projets", label="Voir les projets"), Link(href=f"{BASE}regles", label="Lire les règles")),
    )


def thanks() -> ThanksPage:
    """Return the page after casting."""
    return ThanksPage(
        title="Merci",
        edition=frame(voting=True),
        sentence="Votre bulletin est dans l’urne. Personne ne peut savoir ce que vous avez choisi.",
        receipt="K7QF-2M9X-WD4T",
        next_steps=("Le vote ferme le 30 septembre 2023 à minuit.", "Les résultats sont publiés ici après le vote des"
                    " élus, le 20 novembre 2023.", "Parlez-en autour de vous : chaque voix compte."),
        links=(Link(href=BASE, label="Retour à l’accueil"), Link(href=f"{BASE}projets", label="Revoir les projets")),
    )


def _laureate(rank: int, votes: int, index: int) -> LaureateRow:
    item = PROJECTS[index]
    return LaureateRow(
        rank=f"{rank}e" if rank > 1 else "1er", href=f"{BASE}projets/{item.number}", title=item.title,
        structure=item.structure, commune=item.commune, territory=item.territory, category=CATEGORIES[item.category],
        votes=str(votes), amount=str(Money.euros(item.euros)), line="6568//930202",
        why="Il restait assez d’argent.",
    )


def results(*, published: bool) -> ResultsPage | ResultsPendingPage:
    """Return the results, or the page that stands in their place."""
    if not published:
        return ResultsPendingPage(
            title="Résultats à venir", edition=frame(voting=True),
            sentence="Le vote ferme le 30 septembre 2023 à minuit.",
            next_step="Les résultats paraîtront ici, tous en même temps.",
        )
    ordered = sorted(range(len(PROJECTS)), key=lambda index: -PROJECTS[index].votes)
    return ResultsPage(
        title="Les résultats",
        edition=frame(simulated=True),
        published="Publiés le 20 novembre 2023, après le vote de la Commission permanente.",
        simulated_note="Les projets, les règles et les montants sont les vrais. Les votes ont été inventés par un"
        " programme pour cette démonstration.",
        figures=FIGURES,
        laureates=tuple(_laureate(rank, PROJECTS[index].votes, index) for rank, index in enumerate(ordered[:10], 1)),
        not_retained=(
            NotRetainedRow(rank="58e", href=BASE, title="L’atelier inclusif", structure="SCIC Ressources", votes="57",
                           why="Il restait 1 151 €, il en coûte 16 000."),
        ),
        rule="On prend les projets du plus au moins choisi, et on finance tant que l’enveloppe de 672 151 € le permet.",
        trace=(
            TraceRound(number=1, sentence="HANDI62, 2 390 voix : financé, 21 000 €.", left="651 151 €", retained=True),
            TraceRound(number=2, sentence="La Mine d’Art, 2 204 voix : financé.", left="626 151 €", retained=True),
            TraceRound(number=58, sentence="L’atelier inclusif : il en coûte 16 000 €, il reste 1 151 €.", retained=False),
        ),
        amendments=(
            AmendmentNote(
                heading="Amendement de la Commission permanente, 20 novembre 2023",
                body="Déposé par une vice-présidente, adopté par 44 voix pour, 0 contre, 0 abstention.",
                effects=("L’atelier inclusif (SCIC Ressources) : 16 000 €", "Jardin et verger solidaires : 5 000 €"),
            ),
        ),
        lines=(
            LineRow(imputation="6568//930202", label="Mission ESS", available="672 151 €", charged="671 000 €",
                    balance="1 151 €", laureates="57"),
            LineRow(imputation="6568//9365", label="Mission ESS (enveloppe annuelle)", available="141 285 €",
                    charged="21 000 €", balance="120 285 €", laureates="2"),
        ),
        by_category=tuple(
            BarRow(label=tag.label, projects=str(n), amount=str(Money.euros(value)), value=value, maximum=240_000, tint=tag.tint)
            for tag, n, value in zip(CATEGORIES.values(), (30, 4, 15, 2, 8), (148_000, 64_000, 238_000, 42_000, 200_000),
                                     strict=True)
        ),
        by_territory=tuple(
            BarRow(label=name, projects="6", amount=str(Money.euros(value)), value=value, maximum=160_000, tint=2)
            for name, value in (("Arrageois", 83_000), ("Artois", 158_000), ("Audomarois", 107_000), ("Ternois", 9_000))
        ),
    )


def error(code: int) -> ErrorPage:
    """Return an error page."""
    return ErrorPage(
        title="Page introuvable", edition=frame() if code != 500 else None, code=code,
        heading="Cette page n’existe pas, ou plus",
        sentence="L’adresse a peut-être été mal recopiée. Rien n’est cassé.",
        links=(Link(href=BASE, label="Aller à l’accueil"), Link(href=f"{BASE}projets", label="Voir les projets")),
    )


def pages() -> dict[str, Page]:
    """Return every sample page by the name of its file."""
    return {
        "editions": editions(),
        "home": home(),
        "proposals": proposals(),
        "proposals-empty": proposals(empty=True),
        "proposal": proposal(published=False),
        "proposal-published": proposal(published=True),
        "rules": rules(),
        "vote": vote(wrong=False),
        "vote-errors": vote(wrong=True),
        "refused": refused(),
        "thanks": thanks(),
        "results": results(published=True),
        "results-pending": results(published=False),
        "error-404": error(404),
        "error-500": error(500),
    }
