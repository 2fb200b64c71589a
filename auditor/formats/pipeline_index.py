"""``modules.json`` and ``model_index.json``: the classes of the parts that a pipeline is made of.

Source:
    sentence_transformers, base/model.py (``_load_module_class_from_ref``: what is not its own is looked for
    in the repository, then imported); diffusers, pipelines/pipeline_loading_utils.py
    (``get_class_obj_and_candidates``: a package of pipelines, a file of the part's folder, then any
    library) and pipeline_utils.py (``_class_name`` as a pair of a file and a class).
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from auditor.domain.document import ImportedCode, PipelineIndex
from auditor.formats.imported_class import whose
from auditor.formats.json_object import parse_json
from auditor.formats.text import cleaned

# A pipeline has a few parts, each a line.
MAX_BYTES: Final = 4 * 1024 * 1024

_OF_SENTENCES: Final = "sentence_transformers."
# Packages of diffusers.pipelines that have classes of parts.
_PACKAGES: Final = frozenset(
    [
        "alt_diffusion",
        "audioldm2",
        "blip_diffusion",
        "controlnet",
        "deepfloyd_if",
        "flux",
        "kandinsky",
        "kolors",
        "latent_diffusion",
        "ltx",
        "ltx2",
        "musicldm",
        "paint_by_example",
        "shap_e",
        "spectrogram_diffusion",
        "stable_audio",
        "stable_diffusion",
        "stable_diffusion_safe",
        "unclip",
        "unidiffuser",
        "versatile_diffusion",
        "wuerstchen",
    ]
)
_PIPELINE: Final = "_class_name"


def parse(raw: bytes, name: str) -> PipelineIndex:
    """Read one of them; what is of another shape than theirs says nothing.

    Raises:
        FormatError: it is not JSON, or too large.
    """
    value = parse_json(raw, name, max_bytes=MAX_BYTES)
    if isinstance(value, list):
        return PipelineIndex(_of_modules([one["type"] for one in value if _is_module(one)]))
    return PipelineIndex(_of_parts(value)) if isinstance(value, dict) else PipelineIndex()


def _is_module(entry: object) -> bool:
    return isinstance(entry, dict) and isinstance(entry.get("type"), str)


def _of_modules(types: list[str]) -> ImportedCode:
    others = [one for one in types if not one.startswith(_OF_SENTENCES)]
    # A file of the repository, or after the name of another one, and a class in it.
    own = [one for one in others if one.count(".") == 1 or "--" in one]
    found = whose(one for one in others if one not in own)
    return replace(found, own=(*map(cleaned, dict.fromkeys(own)), *found.own))


def _of_parts(fields: Mapping[str, object]) -> ImportedCode:
    pipeline = fields.get(_PIPELINE)
    own = [".".join(map(str, pipeline))] if isinstance(pipeline, list) else []
    pairs = ((name, value) for name, value in fields.items() if name != _PIPELINE)
    found = whose(path for _, value in pairs if (path := _path(value)))
    return replace(found, own=(*map(cleaned, own), *found.own))


def _path(value: object) -> str:
    """Return the Python path of a part's class; empty for what is no part, or of a package of pipelines."""
    match value:
        case [str(library), str(kind)] if library not in _PACKAGES:
            return f"{library}.{kind}"
    return ""
