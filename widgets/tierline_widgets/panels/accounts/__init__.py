"""A list of accounts: sorted, filtered, paged and exported where the rows are, never in the browser."""

from tierline_widgets.panels.accounts.model import AccountsModel

__all__ = ["AccountsModel"]
