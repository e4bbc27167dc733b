"""One account's tier explained as a picture and a table, tried with other values, and printed."""

from tierline_widgets.panels.certificate.model import CertificateModel
from tierline_widgets.panels.certificate.view import CertificateView

__all__ = ["CertificateModel", "CertificateView"]
