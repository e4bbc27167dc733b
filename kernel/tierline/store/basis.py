"""What a run is built on: its policy, the month before, its inputs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from tierline._version import __version__
from tierline.errors import BadInputError, IntegrityError
from tierline.messages import N_, Message
from tierline.store.months import month_before
from tierline.store.notices import few_accepted
from tierline.store.own_policies import known_texts, own_policy, published_file
from tierline.store.snapshots import FORMAT, sha256_of
from tierline.store.soundness import check_sound

if TYPE_CHECKING:
    from tierline.policy.resolved import Policy
    from tierline.store.closed import ClosedMonth
    from tierline.store.workspace import Workspace
    from tierline.tables.intake import Intake

DEFAULT_POLICY = "xinjiang-2008"


def basis(
    month: str, policy: Policy, intake: Intake, previous: ClosedMonth | None, mapping: Path | None = None
) -> dict[str, Any]:
    """Return the part of a manifest that is known before scoring; the run's name follows from it."""
    known: dict[str, Any] = {
        "format": FORMAT,
        "month": month,
        "version": __version__,
        "policy": {"id": policy.id, "sha256": policy.sha256},
        "tiers": list(policy.tier_ids),
        "inputs": {
            name: {
                "file": Path(record.path).name,
                "sha256": record.sha256,
                "encoding": record.encoding,
                "rows": record.rows,
            }
            for name, record in sorted(intake.files.items())
        },
        "rows": {
            name: {"read": count.read, "accepted": count.accepted, "quarantined": count.quarantined}
            for name, count in sorted(intake.counts.items())
        },
        "previous": previous_record(previous) if previous else None,
    }
    if mapping is not None:  # other headings can make other rows out of the same file
        known["inputs"]["mapping"] = {"file": mapping.name, "sha256": sha256_of(mapping)}
    return known


def previous_record(previous: ClosedMonth) -> dict[str, str]:
    """Return what a manifest says of the run it was built on, with the hash of the rows taken from it."""
    results = previous.manifest["outputs"]["results.parquet"]["sha256"]
    return {"month": previous.month, "run": previous.run, "results_sha256": results}


def check_counts(intake: Intake, month: str) -> list[Message]:
    """Reconcile the rows read with those accepted and refused; return what the user should know.

    Raises
    ------
    IntegrityError
        If a row got lost between reading and sorting out.
    BadInputError
        If no account was accepted.
    """
    for table, count in intake.counts.items():
        if count.accepted + count.quarantined != count.read:
            raise IntegrityError(
                N_("{table}: {read} rows read, but {accepted} accepted and {quarantined} refused."),
                table=table,
                read=count.read,
                accepted=count.accepted,
                quarantined=count.quarantined,
            )
    folder = f"quarantine/month={month}"
    if not intake.tables["accounts"].num_rows:
        raise BadInputError(
            N_("accounts: no row was accepted for {month}. The refused rows and reasons are in {folder}."),
            month=month,
            folder=folder,
        )
    few = few_accepted(intake.counts["accounts"])
    refused = sum(count.quarantined for count in intake.counts.values())
    if not refused:
        return []
    notes = [
        *few,
        Message(
            N_("Rows refused: {rows}. They and the reasons are in {folder}."),
            {"rows": refused, "folder": folder},
        ),
    ]
    staff = sum(intake.counts[name].quarantined for name in ("managers", "teams") if name in intake.counts)
    if staff:  # said from the tables alone: the staff table may not change what a run says
        notes.append(
            Message(
                N_(
                    "{rows} of them are rows of managers or teams. Where the key could be read, the person "
                    "keeps the access of before; a person newly hired, or whose key is missing, has none. "
                    "Mend the rows."
                ),
                {"rows": staff},
            )
        )
    return notes


def choose_policy(workspace: Workspace, month: str, named: str | Path | None) -> tuple[str | Path, Message]:
    """Return the policy to take, and why that one.

    Parameters
    ----------
    workspace : Workspace
        Its closed months decide when none is named.
    month : str
        To be closed.
    named : str, path or None
        Policy id or file that the user asked for.
    """
    if named:
        return own_policy(workspace, named), Message(N_("as named"))
    months = workspace.months()
    if month in months:
        why = Message(N_("the one {month} is closed with"), {"month": month})
    elif months:
        why = Message(N_("that of the last closed month, {month}"), {"month": months[-1]})
    else:
        why = Message(N_("the default, as no month is closed yet"))
    return usual_policy(workspace, month), why


def usual_policy(workspace: Workspace, month: str) -> str | Path:
    """Return the policy that ``month``, or else the last closed month, was closed with; else the default.

    What was published in the workspace goes before what is shipped. A month that was closed before the
    publication keeps the text it was closed with.

    Raises
    ------
    BadInputError
        If that policy is not shipped, or is not the text that is shipped: the id alone would bring
        other figures in without a word.
    """
    from tierline.policy.load import load_policy, policy_ids

    months = workspace.months()
    if not months:
        return own_policy(workspace, DEFAULT_POLICY)
    model = month if month in months else months[-1]
    run = workspace.closed(model)
    used = run.manifest["policy"]
    last = str(used["id"])
    published = published_file(workspace, last)
    if published is not None and used["sha256"] in known_texts(workspace, last):
        return run.folder / "policy.toml" if model == month else published
    if last not in policy_ids() or load_policy(last, model).sha256 != used["sha256"]:
        raise BadInputError(
            N_(
                "{month} was closed with the policy '{policy}' (SHA-256 {sha}), which is not as shipped "
                "here: a file of your own, or of another version. Name the policy with --policy."
            ),
            month=model,
            policy=last,
            sha=str(used["sha256"])[:8],
        )
    return last


def usable_previous(
    workspace: Workspace, month: str, policy: Policy
) -> tuple[ClosedMonth | None, list[Message]]:
    """Return the month before as far as a run may build on it, and what the user should know of that.

    Raises
    ------
    BadInputError
        If earlier months are closed but not that one.
    IntegrityError
        If its results are not those that were written: they decide who keeps a tier.
    """
    previous = previous_month(workspace, month)
    if previous is None:
        return None, []
    check_sound(previous, "results.parquet")
    if previous.manifest["tiers"] == list(policy.tier_ids):
        return previous, []
    told = N_("{month} has another scheme of tiers, so no account keeps a tier from it.")
    return None, [Message(told, {"month": previous.month})]


def previous_month(workspace: Workspace, month: str) -> ClosedMonth | None:
    """Return the calendar month before, closed; None if no earlier month is closed.

    Raises
    ------
    BadInputError
        If earlier months are closed but not that one.
    """
    before = month_before(month)
    earlier = [each for each in workspace.months() if each < month]
    if not earlier:
        return None
    if before not in earlier:
        raise BadInputError(
            N_(
                "{before}, the month before {month}, is not closed; the last closed one is {last}. "
                "Close {before} "
                "first, or score without it: --without-previous (no account then keeps its tier)."
            ),
            before=before,
            month=month,
            last=earlier[-1],
        )
    return workspace.closed(before)
