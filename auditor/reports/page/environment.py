"""The one door to Jinja2: escaping is on, invisible characters are spelled out, names must exist."""

import re
from pathlib import Path
from typing import TYPE_CHECKING, Final

from auditor import resources
from auditor.errors import ReportError
from auditor.reports import wording
from auditor.reports.headline import groups, overview

if TYPE_CHECKING:
    from jinja2 import Environment
    from markupsafe import Markup

_JOINT: Final = re.compile(r"(?<=[:/._#@])(?=[^\W\d])")
# A name is cut to this on a line of its own and in running text; ids and digests are never cut.
_NAME_LIMIT: Final = 90
# Running text quotes names; ten thousand letters of one would fill pages and say nothing.
_PROSE_LIMIT: Final = 600
# The longest sentence of ours, what a pack does not check, is whole; a hostile name fills no pages.
_TEXT_LIMIT: Final = 4_000


def render_template(name: str, **context: object) -> str:
    """Render a template of the shipped folder.

    Raises:
        ReportError: the template is missing or broken.
    """
    from jinja2 import TemplateError

    try:
        return environment(resources.TEMPLATES).get_template(name).render(**context)
    except TemplateError as error:
        raise ReportError(
            f"template {name}: {error}", hint="Reinstall auditor: its templates are damaged."
        ) from error


def environment(folder: Path) -> "Environment":
    """Return the environment of templates below ``folder``.

    Whatever a template prints passes ``wording.visible`` first and HTML escaping second, so a name
    can neither end a tag nor turn the line around.
    """
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    made = Environment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        finalize=_finalize,
    )
    made.filters.update(
        citation=wording.with_short_paths,
        clip=_clip,
        place=_place,
        counted=wording.counted,
        advice=wording.advice,
        gist=wording.gist,
        number=wording.number,
        short=wording.shortened,
        short_id=wording.short_id,
        subjects=overview.subjects_words,
        missing=groups.missing_words,
        settler=wording.settler,
        day=wording.day,
        prose=_prose,
        sentence=_sentence,
    )
    return made


def _place(text: str, limit: int) -> "Markup":
    """Return a place that a line may end in behind what joins its parts, and not within a word."""
    from markupsafe import Markup, escape

    parts = _JOINT.split(wording.clipped(text, limit))
    return Markup("<wbr>").join(escape(part) for part in parts)


def _finalize(value: object) -> object:
    # Markup is a str too: it is what macros return, and has passed here already.
    return wording.clipped(value, _TEXT_LIMIT) if type(value) is str else value


def _clip(text: str, limit: int = _NAME_LIMIT) -> str:
    return wording.clipped(text, limit)


def _sentence(text: str) -> str:
    """Begin with a capital, and leave the rest as it is (``capitalize`` would make GB of it gb).

    A name with a dot in it, as ``llama.cpp``, is spelled as it is wherever it stands.
    """
    first = text.split(maxsplit=1)[0] if text.strip() else ""
    return text if "." in first.rstrip(".,:;") else text[:1].upper() + text[1:]


def _prose(text: str) -> object:
    """Return running text with its full stop, and what stands between backquotes as code."""
    from markupsafe import Markup

    stop = "" if text.endswith((".", "?", "!", ":", "…")) else "."
    parts = (wording.clipped(text, _PROSE_LIMIT) + stop).split("`")
    if len(parts) % 2 == 0:  # a backquote without its pair is only a backquote
        return "`".join(parts)
    tags = (Markup("{}"), Markup("<code>{}</code>"))
    return Markup("").join(tags[place % 2].format(part) for place, part in enumerate(parts))
