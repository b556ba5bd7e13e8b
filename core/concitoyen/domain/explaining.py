"""Why a candidate is funded or not, in whole sentences, in French or in English."""

from collections.abc import Iterator, Sequence

from concitoyen.domain.languages import Language, counted, number, ordinal, translated
from concitoyen.domain.reasons import Message

NAMED = 3
"""Of more equals than these, the sentence says how many they are."""


def explanation(
    candidate: str, *, rank: int, score: str, why: Message, pot: str, tied: Sequence[str], language: Language
) -> str:
    """Rank, score and reason; then the pot in which it was counted, and the tie it was in.

    `tied` is the order that the tie left, empty where there was none.
    """
    first = translated("{rank} avec {score} ; {why}.", language)
    sentences = [first.format(rank=ordinal(rank, language), score=score, why=why.told(language))]
    if pot:
        sentences.append(translated("Compté dans « {pot} ».", language).format(pot=pot))
    sentences += _tie(candidate, tied, language)
    return " ".join(sentences)


def votes_told(votes: int, language: Language, *, weighted: bool = False) -> str:
    """« 812 voix »; « 812 voix pondérées » where voters weigh by channel."""
    if weighted:
        told = counted("{votes} voix pondérée", "{votes} voix pondérées", votes, language)
        return told.format(votes=number(votes, language))
    return counted("{votes} voix", "{votes} voix", votes, language).format(votes=number(votes, language))


def _tie(candidate: str, tied: Sequence[str], language: Language) -> Iterator[str]:
    others = [name for name in tied if name != candidate]
    if not others:
        return
    place, count = ordinal(tied.index(candidate) + 1, language), len(tied)
    if len(others) > NAMED:
        sentence = translated(
            "À égalité avec {others} autres : les critères de départage du règlement le mettent {place} sur {count}.",
            language,
        )
        yield sentence.format(others=len(others), place=place, count=count)
        return
    sentence = translated(
        "À égalité avec {others} : les critères de départage du règlement le mettent {place} sur {count}.", language
    )
    names = ", ".join(translated("« {name} »", language).format(name=name) for name in others)
    yield sentence.format(others=names, place=place, count=count)
