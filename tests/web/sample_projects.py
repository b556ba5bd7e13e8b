"""A dozen real laureates of 2023 (délibération 2023-513, annex 1), to look at pages with real lengths of text."""

from typing import NamedTuple

from concitoyen.domain.money import Money
from concitoyen.web.contexts.base import Badge
from concitoyen.web.contexts.proposals import CategoryTag, ProposalCard


class Sample(NamedTuple):
    """A proposal of the annex with a description and, for the results, invented votes."""

    number: int
    structure: str
    title: str
    themes: str
    commune: str
    territory: str
    category: str
    euros: int
    votes: int
    summary: str


CATEGORIES = {
    "pratiques": CategoryTag(label="Pratiques de l’ESS", tint=1),
    "cooperation": CategoryTag(label="Coopération", tint=2),
    "innovation": CategoryTag(label="Innovation sociale", tint=3),
    "cooperation-innovation": CategoryTag(label="Coopération et Innovation sociale", tint=4),
    "transformation": CategoryTag(label="Transformation économique, environnementale et sociétale", tint=5),
}

PROJECTS = (
    Sample(1, "A Bouts de Films", "La Mine d’Art", "Action sociale|Culture|Environnement", "Camblain-Châtelain", "Artois",
           "transformation", 25000, 2204, "Un ancien carreau de mine devient un lieu de cinéma et de création où les"
           " voisins apprennent, fabriquent et se retrouvent, avec des matériaux de récupération."),
    Sample(3, "A Petits PAS", "Touchez Terre !", "Citoyenneté|Environnement|Logement", "Ruisseauville", "Montreuillois",
           "transformation", 25000, 1987, "Apprendre à construire en terre crue, ensemble, pour des maisons saines et"
           " peu chères en pays rural."),
    Sample(4, "A vos jeux, prêts ? Jouez !", "Ludothèque « A vos jeux, prêts ? Jouez ! »",
           "Action sociale|Enfance/Famille|Jeunesse", "Lumbres", "Audomarois", "pratiques", 5000, 811,
           "Une ludothèque qui va de village en village : on emprunte, on joue, on se rencontre, de 3 à 99 ans."),
    Sample(9, "Atelier de Campagnes", "Le Numérique Circus : une tournée dans les 7 Vallées pour s’informer, se former"
           " et s’amuser avec le numérique", "Action sociale|Mobilité|Numérique", "Hesdin-la-Forêt", "Montreuillois",
           "cooperation-innovation", 21000, 1460, "Un chapiteau, des ateliers et des animateurs : le numérique arrive"
           " sur la place du village, sans jargon et sans crainte."),
    Sample(25, "Gamins Exceptionnels", "HANDI62", "Citoyenneté|Enfance/Famille|Handicap", "Béthune", "Artois",
           "cooperation-innovation", 21000, 2390, "Une plateforme où les familles d’enfants en situation de handicap"
           " trouvent les aides, les lieux et les personnes près de chez elles."),
    Sample(35, "La Planque", "La Planque : un lieu plein de vie : café resto végé / ciné / événements / ateliers"
           " d’artistes et bureaux partagés. Ouvert à tous / adapté aux enfants", "Citoyenneté|Culture|Enfance/Famille",
           "Arras", "Arrageois", "pratiques", 5000, 1204, "Au cœur d’Arras, un café où l’on mange, où l’on voit un"
           " film, où l’on travaille et où les enfants ont leur place."),
    Sample(38, "L’Antre des Marmots", "L’Antre des Marmots", "Action sociale|Enfance/Famille|Environnement", "Arques",
           "Audomarois", "innovation", 16000, 934, "Un lieu d’accueil pour les parents et les tout-petits, bâti et"
           " tenu par les familles elles-mêmes."),
    Sample(44, "Les Cousalis", "Pour une mode éco-responsable et locale", "Environnement|Insertion", "Liévin",
           "Lens-Liévin", "cooperation", 16000, 1530, "Des couturières en insertion redonnent vie aux tissus du"
           " territoire avec les recycleries voisines."),
    Sample(52, "Ressources pour tous", "Ressources pour tous, démarrage de l’épicerie solidaire",
           "Action sociale|Alimentation", "Étaples", "Montreuillois", "innovation", 16000, 1322, "Une épicerie où"
           " chacun paie selon ses moyens et donne un peu de son temps."),
    Sample(54, "Rock In Bourlon", "Rock In Bourlon 2024", "Citoyenneté|Culture|Environnement", "Bourlon", "Arrageois",
           "innovation", 16000, 1744, "Un festival de village qui mesure ce qu’il consomme et partage ses recettes"
           " avec les autres fêtes des environs."),
    Sample(57, "Solillers", "Jardin et verger solidaires", "Action sociale|Education|Environnement", "Lillers",
           "Artois", "pratiques", 5000, 41, "Un verger et un potager ouverts, cultivés avec les écoles et les"
           " habitants du quartier."),
    Sample(58, "SCIC Ressources", "L’atelier inclusif", "Environnement|Handicap|Insertion", "Le Touquet-Paris-Plage",
           "Montreuillois", "cooperation", 16000, 57, "Un atelier de réparation où travaillent ensemble des personnes"
           " valides et des personnes en situation de handicap."),
)


def card(sample: Sample, *, published: bool) -> ProposalCard:
    """Return the card of a sample."""
    return ProposalCard(
        href=f"/pasdecalais-2023/projets/{sample.number}",
        title=sample.title,
        structure=sample.structure,
        place=f"{sample.commune}, {sample.territory}",
        category=CATEGORIES[sample.category],
        themes=tuple(sample.themes.split("|")),
        summary=sample.summary,
        amount=str(Money.euros(sample.euros)),
        amount_label="accordés" if published else "au plus",
        status=Badge(label="lauréat", tone="done") if published else None,
        votes=f"{sample.votes} voix" if published else None,
    )
