"""What a check has to say."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Remark:
    """Something that cannot be meant so.

    Attributes:
        pack: The pack.
        rule: The rule; empty for the pack itself.
        place: ``FILE:LINE``.
        what: What is wrong.
        hint: What to do.
    """

    pack: str
    rule: str
    place: str
    what: str
    hint: str
