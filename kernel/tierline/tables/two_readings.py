"""Text whose bytes are sound UTF-8 and sound GB18030 at once: which of the two it is.

The bytes of a Chinese character can be those of a letter in UTF-8: 系统一 in GB18030 is ϵͳһ in UTF-8. In
most tables some byte tells the two apart; where one word is all the Chinese there is, only the letters do.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tierline.messages import N_, Message

_BLOCK = 1 << 20
# letters of a word, whatever their script; a word may go on in the next block
_WORD = re.compile(r"[A-Za-z\u0080-\uffff]+")
_STRANGE = re.compile(r"[\u0080-\uffff]+")
_LATIN = re.compile(r"(?=.*[A-Za-z])[A-Za-z\u00a0-\u024f\u0300-\u036f]+")
_TOUCHES = re.compile(r"[a-z][\u0080-\uffff]|[\u0080-\uffff][a-z]")
_LAST_OF_TWO_BYTES = "\u07ff"
# GB 2312: the least second byte of a character, the last first byte of its 3,755 commonest ones
_COMMON, _COMMONEST = 0xA1, 0xD7
_LEAST_OF_ALPHABET = 3


@dataclass(frozen=True)
class Reading:
    """How a text of two possible readings is read.

    Parameters
    ----------
    gb18030 : bool
        Whether it is taken for GB18030, else for UTF-8.
    example : str
        A word as it is read; "" where there is no doubt.
    otherwise : str
        The same word in the other encoding.
    """

    gb18030: bool
    example: str = ""
    otherwise: str = ""

    def notice(self, file: str) -> Message | None:
        """Return what is said of the doubt; None where there is none."""
        if not self.example:
            return None
        said = (
            N_(
                "{file}: read as GB18030, where it says '{example}'; its bytes are UTF-8, too, and would say "
                "'{otherwise}'. If that is meant, save it as CSV UTF-8 with a byte order mark."
            )
            if self.gb18030
            else N_(
                "{file}: read as UTF-8, where it says '{example}'; its bytes are GB18030, too, and would say "
                "'{otherwise}'. If that is meant, save it as CSV UTF-8."
            )
        )
        return Message(said, {"file": file, "example": self.example, "otherwise": self.otherwise})


def reading_of(path: Path) -> Reading:
    """Tell which of UTF-8 and GB18030 a file is in whose bytes are sound UTF-8 without a mark.

    UTF-8, without doubt, where any character takes three bytes or more; where the GB18030 reading has more
    than a quarter of its characters outside GB 2312, or most of them outside its commonest, for Chinese is
    written in common ones; or where every word is a Latin one with accents (café). GB18030 where a word
    stands there that no alphabet writes (two characters or more, not of one alphabet in the case of a word)
    and no Latin one. Else UTF-8, in doubt: a character alone, a word of one alphabet, both kinds of word.

    Parameters
    ----------
    path : Path
        Read in blocks, so its size does not matter.

    Returns
    -------
    Reading
        With an example, unless there is no doubt.
    """
    strange = rare = commonest = 0
    latin = False
    chinese = doubtful = ""
    for word in _words(path):
        if max(word) > _LAST_OF_TWO_BYTES:
            return Reading(False)
        for run in _STRANGE.findall(word):
            pairs = run.encode("utf-8")
            strange += len(run)
            rare += sum(second < _COMMON for second in pairs[1::2])
            commonest += sum(first <= _COMMONEST for first in pairs[::2])
            if _is_latin(word):
                latin = True
            elif len(run) > 1 and not _is_of_alphabet(run):
                chinese = chinese or run
            else:
                doubtful = doubtful or run
    if 4 * rare > strange or 2 * commonest < strange:
        return Reading(False)
    if chinese and not latin:
        return Reading(True, _as_gb18030(chinese), chinese)
    example = chinese or ("" if latin else doubtful)
    return Reading(False, example, _as_gb18030(example))


def _words(path: Path) -> Iterator[str]:
    """Yield the words that hold a character beyond ASCII."""
    kept = ""
    with path.open(encoding="utf-8", newline="") as stream:
        while text := stream.read(_BLOCK):
            if kept or not text.isascii():
                text = kept + text
                words = list(_WORD.finditer(text))
                kept = words.pop().group() if words and words[-1].end() == len(text) else ""
                yield from (word.group() for word in words if not word.group().isascii())
            elif text[-1].isalpha():
                kept = re.split(r"[^A-Za-z]", text)[-1]
    if not kept.isascii():
        yield kept


def _is_latin(word: str) -> bool:
    """Whether a word has ASCII letters and accented ones and no others, in the case of a word."""
    return bool(_LATIN.fullmatch(word)) and (
        word.islower() or word.isupper() or word.istitle() or bool(_TOUCHES.search(word))
    )


def _is_of_alphabet(run: str) -> bool:
    """Whether letters are those of one alphabet, in the case of a word, and enough to make one."""
    if len(run) < _LEAST_OF_ALPHABET or any(unicodedata.category(letter)[0] != "L" for letter in run):
        return False
    names = {unicodedata.name(letter, "").split(" ")[0] for letter in run}
    cased = any(letter.isupper() or letter.islower() for letter in run)
    return len(names) == 1 and (not cased or run.islower() or run.isupper() or run.istitle())


def _as_gb18030(text: str) -> str:
    return text.encode("utf-8").decode("gb18030")
