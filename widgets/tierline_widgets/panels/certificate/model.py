"""One account: its explanation, the same with other values tried, and the file that is printed."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
from traitlets import Enum, HasTraits, Int, Unicode

from tierline.errors import BadInputError
from tierline.messages import LANGUAGES, N_
from tierline.policy.resolved import Policy
from tierline.store.policy_versions import version_in
from tierline.tiering.explain import Explanation, explain
from tierline_widgets.panels.certificate.values import Field, fields, read_value, with_values
from tierline_widgets.panels.lookup.model import LookupModel
from tierline_widgets.planner.desk import Desk

CLOSED, SCENARIO = "closed", "scenario"


class CertificateModel(HasTraits):
    """Why one account stands where it stands, and what other values would do.

    Parameters
    ----------
    desk : Desk
    account : str, optional
        An id or part of a name to begin with.

    Attributes
    ----------
    basis : trait
        "closed": the policy that closed the month; "scenario": the desk's.
    paper : trait
        Language of what is printed and saved; the reader's until another is chosen.
    version : trait
        Counts up when there is something new to draw.
    lookup : LookupModel
        The search; choosing there is what opens an account, and every look is on record.
    real : Explanation or None
        The account as it is; None while none is chosen.
    tried : Explanation or None
        The same account with other values; None when none is tried, or one of them cannot be read.
    faults : dict
        What is wrong with a typed value, by column.
    """

    basis = Enum([CLOSED, SCENARIO], default_value=CLOSED)
    paper = Unicode()
    version = Int()

    def __init__(self, desk: Desk, account: str = "") -> None:
        super().__init__()
        self.desk = desk
        self.real: Explanation | None = None
        self.tried: Explanation | None = None
        self.faults: dict[str, BadInputError] = {}
        self._typed: dict[str, str] = {}
        self.lookup = LookupModel(desk.session, account)
        self.paper = desk.session.language
        desk.session.observe(lambda change: self.write_in(change["new"]), names=["language"])
        self._opened()
        self.lookup.observe(self._opened, names=["account"])
        self.lookup.observe(self._tell, names=["matches", "found"])
        desk.observe(self._regrade, names=["graded"])

    @property
    def policy(self) -> Policy:
        """The policy that explains."""
        return self.desk.policy if self.basis == SCENARIO else self.desk.session.policy()

    def version_words(self, language: str) -> str:
        """Say by which version the policy explains: the closed month's, or the one the scenario changes."""
        session = self.desk.session
        closed = session.closed()
        sha256 = self.desk.base.sha256 if self.basis == SCENARIO else closed.manifest["policy"]["sha256"]
        return version_in(session.workspace, self.policy.id, sha256, closed.month).told().render(language)

    @property
    def name(self) -> str:
        """The account's name, its number when it has none."""
        return self.lookup.name

    @property
    def fields(self) -> list[Field]:
        """The account's values that the policy reads; none while no account is chosen."""
        row = self._row
        return fields(self.policy, row) if row is not None else []

    def choose(self, account_id: str) -> None:
        """Open an account; ScopeError, and a record of it, for one outside the scope."""
        self.lookup.choose(account_id)

    def explain_by(self, basis: str) -> None:
        """Explain by the month's policy or by the scenario's; an unknown one is left alone."""
        if basis in (CLOSED, SCENARIO):
            self.basis = basis
            self._regrade()

    def write_in(self, language: str) -> None:
        """Print and save in this language; an unknown one is left alone."""
        if language in LANGUAGES:
            self.paper = language
            self.version += 1

    def enter(self, column: str, value: str) -> None:
        """Try a value in a column; one that cannot be read is told beside it, and nothing is rescored."""
        known = {each.column: each for each in self.fields}
        if column not in known:
            return
        self._typed[column] = value
        if value == known[column].written:
            del self._typed[column]
        self._try()

    def entry(self, field: Field) -> str:
        """Return what stands in a field's box."""
        return self._typed.get(field.column, field.written)

    def changed(self, field: Field) -> bool:
        """Whether another value than the account's own is tried."""
        return field.column in self._typed

    def reset(self) -> None:
        """Put the account's own values back."""
        self._typed = {}
        self._try()

    def for_paper(self) -> tuple[Explanation, Explanation | None]:
        """Return what a file shows.

        Raises
        ------
        BadInputError
            No account is chosen.
        """
        if self.real is None:
            raise BadInputError(N_("No account is chosen. Find one first."))
        return self.real, self.tried

    def record_export(self) -> None:
        """Put on record that the account's certificate is handed out (LY-20)."""
        found, _tried = self.for_paper()
        session = self.desk.session
        session.closed().account(session.scope, found.account_id, purpose="export")

    @property
    def _row(self) -> pa.Table | None:
        return self.lookup.own.get("accounts") if self.lookup.explanation is not None else None

    def _opened(self, _change: Any = None) -> None:
        self._typed = {}
        self._regrade()

    def _regrade(self, _change: Any = None) -> None:
        row = self._row
        if row is None:
            self.real = None
        elif self.basis == CLOSED:
            self.real = self.lookup.explanation
        else:
            self.real = self._explained(row)
        self._try()

    def _try(self) -> None:
        row, known = self._row, {each.column: each for each in self.fields}
        self.faults, self.tried = {}, None
        values: dict[str, Any] = {}
        for column, typed in self._typed.items():
            try:
                values[column] = read_value(known[column], typed)
            except BadInputError as error:
                self.faults[column] = error
        if row is not None and values and not self.faults:
            self.tried = self._explained(with_values(row, values))
        self.version += 1

    def _explained(self, row: pa.Table) -> Explanation:
        own = self.lookup.own
        account = str(row["account_id"][0].as_py())
        return explain(account, row, self.policy, previous=own["previous"], overrides=own["overrides"])

    def _tell(self, _change: Any = None) -> None:
        self.version += 1
