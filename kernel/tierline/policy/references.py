"""A policy's references in words: the rules they name, and the source documents where those stand."""

from __future__ import annotations

from tierline.messages import N_, translate


def reference_text(reference: str | None, language: str | None = None) -> str:
    """Return a reference as it is read out of its policy, in ``language`` (default: the current one).

    A policy writes rules and, after a semicolon, the numbers of source documents: ``XJ-4; 000``.
    """
    rules, _semicolon, documents = (reference or "").partition(";")
    if not documents.strip():
        return rules.strip()
    one, several = N_("{rules} (source document {documents})"), N_("{rules} (source documents {documents})")
    return translate(several if "," in documents else one, language).format(
        rules=rules.strip(), documents=documents.strip()
    )
