"""Lines by value at risk: what the upper tiers hold of the revenue that retention has since lost."""

from __future__ import annotations

from fractions import Fraction

from tierline.errors import BadInputError, UsageError
from tierline.messages import N_, Message
from tierline.policy.exact import HUNDRED, decimal_text
from tierline.policy.resolved import Hysteresis, Policy
from tierline.simulate.at_risk import AT_RISK, no_outcome, nothing_lost
from tierline.simulate.capacity import hours_text
from tierline.simulate.index import WhatIfIndex
from tierline.simulate.suggest_limits import checked_hours, checked_limit
from tierline.simulate.suggestion import Suggestion, Trial, greatest, nobody, share_text

METHOD = "risk"


def by_value_at_risk(
    index: WhatIfIndex,
    policy: Policy,
    *,
    share: int | None = None,
    hours: int | None = None,
    capture: int | None = None,
    upper: int | None = None,
    hysteresis: Hysteresis | None = None,
) -> Suggestion:
    """Find the lines whose upper tiers hold most value at risk within a limit, or enough of it with fewest.

    Parameters
    ----------
    index : WhatIfIndex
        Has counted the measure ``at_risk`` (``value_at_risk``).
    policy : Policy
    share : int, optional
        At most so many basis points of the accounts in the upper tiers.
    hours : int, optional
        At most so many hundredths of an hour a year for all tiers.
    capture : int, optional
        At least so many basis points of the value at risk in the upper tiers, with as few accounts as can
        be. Exactly one of the three is given.
    upper : int, optional
        How many tiers count as upper; default: those of every class but the lowest.
    hysteresis : Hysteresis, optional
        Other settings than the policy's.

    Returns
    -------
    Suggestion
        All lines move by the same distance; of the lines that hold as much value the highest ones, so
        that no account is taken in that risks nothing. ``figures``: captured, at_risk (fen), upper.

    Raises
    ------
    UsageError
        None or several of the three are given.
    BadInputError
        The index holds no value at risk, or a limit is none.

    Notes
    -----
    Source: rulebook FZ-5, FZ-6, VIP-10. Accounts, hours and captured value never fall when lines are
    lowered: bisection over hundredths is exact.
    """
    given = [each for each in (share, hours, capture) if each is not None]
    if len(given) != 1:
        raise UsageError(N_("Give one of share, hours and capture, to say what limits the lines."))
    if AT_RISK not in index.measures:
        raise BadInputError(no_outcome())
    first = _upper(policy) if upper is None else upper
    if not 0 < first < len(index.tiers):
        raise BadInputError(
            N_("{upper} upper tiers of {tiers} are none or all. Give 1 to {most}."),
            upper=first,
            tiers=len(index.tiers),
            most=len(index.tiers) - 1,
        )
    for basis in (share, capture):
        if basis is not None and not 0 <= basis <= HUNDRED:
            raise BadInputError(N_("{share}% is no share. Give 0 to 100."), share=decimal_text(basis))
    search = _Search(index, policy, first, hysteresis, share, hours)
    if not index.accounts:
        return nobody(METHOD, search.found_how(capture))
    if not search.at_risk:
        return Suggestion(METHOD, search.found_how(capture), infeasible=nothing_lost())
    return search.fewest(capture) if capture is not None else search.most()


class _Search:
    """One search; a drop is how far all lines stand below where they stand today, in hundredths."""

    def __init__(
        self,
        index: WhatIfIndex,
        policy: Policy,
        upper: int,
        hysteresis: Hysteresis | None,
        share: int | None,
        hours: int | None,
    ) -> None:
        self.trial = Trial(index, hysteresis)
        self.upper, self.share, self.hours = upper, share, hours
        self.each = checked_hours(policy) if hours is not None else ()
        if hours is not None:
            checked_limit(Message(N_("all tiers")), hours)
        self.accounts = index.accounts
        self.place = 1 + index.measures.index(AT_RISK)
        self.at_risk = self._captured(-HUNDRED, len(index.tiers))

    def most(self) -> Suggestion:
        """The lowest lines within the limit; then as high as they hold the same."""
        found_how = self.found_how(None)
        drop = greatest(-HUNDRED, HUNDRED, self._within)
        if drop is None:
            return Suggestion(METHOD, found_how, infeasible=self._too_tight())
        value = self._captured(drop)
        return self._answer(self._least_drop(drop, value), found_how, self._binds(drop))

    def fewest(self, capture: int) -> Suggestion:
        """The highest lines that hold enough."""
        found_how = self.found_how(capture)
        enough = -(-capture * self.at_risk // HUNDRED)
        most = self._captured(HUNDRED)
        if most < enough:
            return Suggestion(
                METHOD,
                found_how,
                infeasible=Message(
                    N_(
                        "Not feasible: caps and overrides let the upper tiers hold at most {most} of the "
                        "value at risk. Ask for less."
                    ),
                    {"most": share_text(Fraction(most, self.at_risk))},
                ),
            )
        return self._answer(self._least_drop(HUNDRED, enough), found_how, None)

    def found_how(self, capture: int | None) -> Message:
        """Say what was searched for."""
        if capture is not None:
            return Message(
                N_(
                    "Found by value at risk: all lines moved together to the highest place where the upper "
                    "tiers hold at least {capture}% of the revenue of accounts that left."
                ),
                {"capture": decimal_text(capture)},
            )
        if self.hours is not None:
            return Message(
                N_(
                    "Found by value at risk: all lines moved together so that the upper tiers hold most of "
                    "the revenue of accounts that left, within {limit} hours."
                ),
                {"limit": hours_text(self.hours)},
            )
        return Message(
            N_(
                "Found by value at risk: all lines moved together so that the upper tiers hold most of the "
                "revenue of accounts that left, with at most {limit}% of the accounts."
            ),
            {"limit": decimal_text(self.share or 0)},
        )

    def _lines(self, drop: int) -> list[int]:
        count = self.trial.count
        return [
            max(min(line - drop, HUNDRED - place), count - place)
            for place, line in enumerate(self.trial.index.lines)
        ]

    def _captured(self, drop: int, tiers: int | None = None) -> int:
        return int(self.trial.totals(self._lines(drop))[: tiers or self.upper, self.place].sum())

    def _used(self, drop: int) -> int:
        """Return what the limit speaks of: hours of all tiers, or accounts of the upper ones."""
        accounts = self.trial.accounts(self._lines(drop))
        if self.hours is not None:
            return sum(count * each for count, each in zip(accounts, self.each, strict=True))
        return sum(accounts[: self.upper])

    def _within(self, drop: int) -> bool:
        if self.hours is not None:
            return self._used(drop) <= self.hours
        return self._used(drop) * HUNDRED <= (self.share or 0) * self.accounts

    def _least_drop(self, drop: int, value: int) -> int:
        """Return the highest lines, from ``drop`` upward, that still hold ``value``."""
        raised = greatest(0, HUNDRED + drop, lambda step: self._captured(drop - step) >= value)
        return drop - (raised or 0)

    def _answer(self, drop: int, found_how: Message, binding: Message | None) -> Suggestion:
        lines = tuple(self._lines(drop))
        accounts = self.trial.accounts(lines)
        figures = {
            "captured": self._captured(drop),
            "at_risk": self.at_risk,
            "upper": sum(accounts[: self.upper]),
        }
        return Suggestion(METHOD, found_how, lines, accounts, binding, figures=figures)

    def _binds(self, drop: int) -> Message | None:
        if drop == HUNDRED or self._within(drop + 1):
            return None
        used = self._used(drop + 1)
        if self.hours is not None:
            return Message(
                N_("The hours bind: lines lower by 0.01 would demand {over} hours more than there are."),
                {"over": hours_text(used - self.hours)},
            )
        return Message(
            N_("The share binds: lines lower by 0.01 would put {share} of accounts into the upper tiers."),
            {"share": share_text(Fraction(used, self.accounts))},
        )

    def _too_tight(self) -> Message:
        used = self._used(-HUNDRED)
        if self.hours is not None:
            return Message(
                N_(
                    "Not feasible: even with all lines as high as can be, {demanded} hours are demanded, "
                    "{over} more than the limit. Raise the limit, or lower the standard."
                ),
                {"demanded": hours_text(used), "over": hours_text(used - self.hours)},
            )
        return Message(
            N_(
                "Not feasible: floors, overrides and held tiers alone put {share} of the accounts into the "
                "upper tiers. Raise the limit."
            ),
            {"share": share_text(Fraction(used, self.accounts))},
        )


def _upper(policy: Policy) -> int:
    lowest = policy.tiers[-1].class_id
    return sum(tier.class_id != lowest for tier in policy.tiers)
