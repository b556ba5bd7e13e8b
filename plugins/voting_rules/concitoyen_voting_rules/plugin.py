"""What this pack offers: ballot forms, voting rules, and criteria between equals."""

from collections.abc import Sequence

from concitoyen.domain.ballot import BallotForm
from concitoyen.domain.conditions import Condition
from concitoyen.domain.count import TieBreak, VotingRule
from concitoyen.domain.election_files import ElectionFormat
from concitoyen.domain.measure import Measure
from concitoyen.plugin import Pack, RulebookFile, hookimpl
from concitoyen_voting_rules.examples import RULEBOOKS
from concitoyen_voting_rules.forms.approval import Approval
from concitoyen_voting_rules.forms.choose_one import ChooseOne
from concitoyen_voting_rules.forms.favourites import Favourites
from concitoyen_voting_rules.forms.for_against import ForAgainst
from concitoyen_voting_rules.forms.grades import Grades
from concitoyen_voting_rules.forms.knapsack import Knapsack
from concitoyen_voting_rules.forms.one_per_category import OnePerCategory
from concitoyen_voting_rules.forms.one_per_group import OnePerGroup
from concitoyen_voting_rules.forms.points import Points
from concitoyen_voting_rules.forms.ranking import Ranking
from concitoyen_voting_rules.forms.scores import Scores
from concitoyen_voting_rules.measures.offered import MEASURES
from concitoyen_voting_rules.pabulib.format import Pabulib
from concitoyen_voting_rules.rules.equal_shares.rule import EqualSharesRule
from concitoyen_voting_rules.rules.greedy import Greedy
from concitoyen_voting_rules.rules.majority_judgment import MajorityJudgment
from concitoyen_voting_rules.rules.maximin_support import MaximinSupport
from concitoyen_voting_rules.rules.phragmen import Phragmen
from concitoyen_voting_rules.rules.plurality import Plurality
from concitoyen_voting_rules.rules.positional import Positional
from concitoyen_voting_rules.rules.transfers import SupportTransfer
from concitoyen_voting_rules.rules.welfare import WelfareMaximum
from concitoyen_voting_rules.ties.earliest_deposit import EarliestDeposit
from concitoyen_voting_rules.ties.fewest_ahead import FewestAhead
from concitoyen_voting_rules.ties.lowest_cost import LowestCost
from concitoyen_voting_rules.ties.most_first_ranks import MostFirstRanks
from concitoyen_voting_rules.ties.most_voters import MostVoters
from concitoyen_voting_rules.ties.public_draw import PublicDraw
from concitoyen_voting_rules.vocabulary.at_least_per_group import AtLeastPerGroup
from concitoyen_voting_rules.vocabulary.at_most_per_group import AtMostPerGroup
from concitoyen_voting_rules.vocabulary.exclusive import Exclusive
from concitoyen_voting_rules.vocabulary.threshold import Threshold

PACK = Pack(name="voting_rules", title="Règles de vote", hook_api=1)


@hookimpl
def register_rulebooks() -> Sequence[RulebookFile]:
    """Real règlements, as examples."""
    return RULEBOOKS


@hookimpl
def register_ballot_forms() -> Sequence[type[BallotForm]]:
    """Forms of ballot."""
    return [
        ChooseOne,
        OnePerCategory,
        OnePerGroup,
        Favourites,
        Approval,
        Knapsack,
        Ranking,
        Points,
        Scores,
        Grades,
        ForAgainst,
    ]


@hookimpl
def register_voting_rules() -> Sequence[type[VotingRule]]:
    """From ballots to laureates."""
    return [
        EqualSharesRule,
        Greedy,
        MajorityJudgment,
        MaximinSupport,
        Phragmen,
        Plurality,
        Positional,
        SupportTransfer,
        WelfareMaximum,
    ]


@hookimpl
def register_count_conditions() -> Sequence[type[Condition]]:
    """What a règlement asks beside its voting rule."""
    return [Threshold, AtLeastPerGroup, AtMostPerGroup, Exclusive]


@hookimpl
def register_tie_breaks() -> Sequence[type[TieBreak]]:
    """Between candidates that have the same votes."""
    return [EarliestDeposit, LowestCost, MostVoters, MostFirstRanks, FewestAhead, PublicDraw]


@hookimpl
def register_election_formats() -> Sequence[type[ElectionFormat]]:
    """Files of elections held elsewhere."""
    return [Pabulib]


@hookimpl
def register_measures() -> Sequence[type[Measure]]:
    """What an outcome is worth to voters."""
    return MEASURES
