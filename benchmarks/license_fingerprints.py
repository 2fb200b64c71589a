"""Write the fingerprints of licence texts: kept so that they can be made again and checked.

    AUDITOR_REFERENCE=DIR python -m benchmarks.license_fingerprints

DIR/models/license_texts holds the texts (ScanCode LicenseDB files with their front matter, and files of
the publishers' repositories); the GNU, Mozilla and CC0 texts are those of the system's
``/usr/share/common-licenses``. Only hashes of runs of words are written, never a text.
"""

import json
import os
from pathlib import Path
from typing import Final

from auditor.licenses.fingerprint import encoded, runs, without_title, words
from auditor.licenses.terms import load_terms
from auditor.licenses.text import own_text, titles_of

OUT: Final = Path(__file__).parent.parent / "auditor" / "licenses" / "fingerprints.json"
SYSTEM: Final = Path("/usr/share/common-licenses")
SCANCODE: Final = "LicenseRef-scancode-"
TEXTS: Final = {
    "apache-2.0.txt": "Apache-2.0",
    "yi-LICENSE.txt": "Apache-2.0",
    "sam2-LICENSE.txt": "Apache-2.0",
    "flux1-schnell.txt": "Apache-2.0",
    "mit.txt": "MIT",
    "whisper-mit.txt": "MIT",
    "deepseek-r1-mit.txt": "MIT",
    "cc-by-4.0.txt": "CC-BY-4.0",
    "cc-by-nc-4.0.txt": "CC-BY-NC-4.0",
    "cc-by-nc-sa-4.0.txt": "CC-BY-NC-SA-4.0",
    "cc-by-sa-4.0.txt": "CC-BY-SA-4.0",
    "bigcode-open-rail-m-v1.txt": f"{SCANCODE}bigcode-open-rail-m-v1",
    "bigscience-open-rail-m.txt": f"{SCANCODE}bigscience-open-rail-m",
    "bigscience-rail-1.0.txt": f"{SCANCODE}bigscience-rail-1.0",
    "chatglm3-MODEL_LICENSE.txt": "LicenseRef-chatglm3-6b",
    "creativeml-openrail-m.txt": f"{SCANCODE}stable-diffusion-2022-08-22",
    "stable-diffusion-2022-08-22.txt": f"{SCANCODE}stable-diffusion-2022-08-22",
    "sdxl-1.0-openrail++-m.txt": "LicenseRef-CreativeML-OpenRAIL-pp-M",
    "deepseek-la-1.0.txt": f"{SCANCODE}deepseek-la-1.0",
    "deepseek-coder-LICENSE-MODEL.txt": f"{SCANCODE}deepseek-la-1.0",
    "deepseek-v2-LICENSE-MODEL.txt": f"{SCANCODE}deepseek-la-1.0",
    "deepseek-v3-LICENSE-MODEL.txt": f"{SCANCODE}deepseek-la-1.0",
    "exaone-ai-model-1.1-nc.txt": f"{SCANCODE}exaone-ai-model-1.1-nc",
    "falcon-2-11b-1.0.txt": f"{SCANCODE}falcon-2-11b-1.0",
    "flux-1-nc.txt": f"{SCANCODE}flux-1-nc",
    "flux1-dev-non-commercial.txt": f"{SCANCODE}flux-1-nc",
    "gemma-tou-2024-04-01.txt": f"{SCANCODE}gemma-tou-2024-04-01",
    "gemma-tou-2025-03-24.txt": f"{SCANCODE}gemma-tou-2025-03-24",
    "kimi-k2-modified-mit.txt": f"{SCANCODE}moonshot-ai-modified-mit-2025",
    "moonshot-ai-modified-mit-2025.txt": f"{SCANCODE}moonshot-ai-modified-mit-2025",
    "llama-license-2023.txt": f"{SCANCODE}llama-license-2023",
    "llama2-community-license.txt": f"{SCANCODE}llama-2-license-2023",
    "llama3-community-license.txt": "LicenseRef-llama-3-community",
    "llama3_1-community-license.txt": f"{SCANCODE}llama-3.1-license-2024",
    "llama3_2-community-license.txt": f"{SCANCODE}llama-3.2-license-2024",
    "llama3_3-community-license.txt": f"{SCANCODE}llama-3.3-license-2024",
    "llama4-community-license.txt": f"{SCANCODE}llama-4-license-2025",
    "llama-4-cla-2025.txt": f"{SCANCODE}llama-4-license-2025",
    "minimax-01-LICENSE-MODEL.txt": "LicenseRef-minimax-model-license",
    "minimax-m2.5-LICENSE-MODEL.txt": "LicenseRef-minimax-model-license",
    "minimax-m2-LICENSE.txt": "LicenseRef-minimax-m2-modified-mit",
    "nvidia-open-model-2025-04-28.txt": f"{SCANCODE}nvidia-open-model-2025-04-28",
    "openmdw-1.0.txt": f"{SCANCODE}openmdw-1.0",
    "openmdw-1.1.txt": "LicenseRef-OpenMDW-1.1",
    "qwen-2024.txt": f"{SCANCODE}qwen-2024",
    "sam3-LICENSE.txt": "LicenseRef-sam-license",
    "sdxl-0.9-research.txt": "LicenseRef-sdxl-0.9-research",
    "sdxl-turbo.txt": f"{SCANCODE}stability-ai-nc-2023-12-06",
    "stability-ai-nc-2023-12-06.txt": f"{SCANCODE}stability-ai-nc-2023-12-06",
    "stability-ai-community-2024.txt": f"{SCANCODE}stability-ai-community-2024",
    "sv3d.txt": "LicenseRef-stability-ai-nc-community",
    "tencent-hunyuan-3d-2.0-cla.txt": f"{SCANCODE}tencent-hunyuan-3d-2.0-cla",
    "tongyi-qianwen-2023.txt": f"{SCANCODE}tongyi-qianwen-2023",
    "tongyi-qianwen-license-agreement.txt": f"{SCANCODE}tongyi-qianwen-2023",
    "tongyi-qianwen-research-license-agreement.txt": "LicenseRef-tongyi-qianwen-research",
}
SYSTEM_TEXTS: Final = {
    "Apache-2.0": "Apache-2.0",
    "CC0-1.0": "CC0-1.0",
    "GPL-2": "GPL-2.0-only",
    "GPL-3": "GPL-3.0-only",
    "LGPL-2.1": "LGPL-2.1-only",
    "LGPL-3": "LGPL-3.0-only",
    "MPL-2.0": "MPL-2.0",
}
# What may be left out begins, or ends, with these words.
OPTIONAL_FROM: Final = (
    "appendix how to apply",
    "how to apply these terms",
    "creative commons is not party to its public licenses",
)
OPTIONAL_UNTIL: Final = ("by exercising the licensed rights",)


def main() -> None:
    """Hash every text and write the data file, each distinct text once."""
    folder = Path(os.environ["AUDITOR_REFERENCE"]) / "models" / "license_texts"
    files = {folder / name: id_ for name, id_ in TEXTS.items()}
    files |= {SYSTEM / name: id_ for name, id_ in SYSTEM_TEXTS.items()}
    records: dict[str, dict[str, object]] = {}
    for path, id_ in sorted(files.items(), key=lambda item: (item[1], item[0].name)):
        record = {"id": id_, **fingerprint(path.read_text(encoding="utf-8"), id_)}
        records.setdefault(json.dumps(record), {"id": id_, "text": path.name, **record})
    lines = ",\n".join(f"  {json.dumps(record)}" for record in records.values())
    OUT.write_text(f'{{\n "fingerprints": [\n{lines}\n ]\n}}\n', encoding="utf-8")


def fingerprint(text: str, id_: str) -> dict[str, object]:
    """Return the fingerprint of a licence's text as the data file holds it."""
    said = without_title(words(own_text(text)), titles_of(load_terms()[id_]))
    begin, end = _terms(said)
    required = frozenset(runs(said[begin:end]))
    optional = frozenset(runs(said)) - required
    return {"n_words": len(said), "required": encoded(required), "optional": encoded(optional)}


def _terms(said: tuple[str, ...]) -> tuple[int, int]:
    starts = (_find(said, words(marker)) for marker in OPTIONAL_UNTIL)
    ends = (_find(said, words(marker)) for marker in OPTIONAL_FROM)
    return next((at for at in starts if at), 0), next((at for at in ends if at), len(said))


def _find(said: tuple[str, ...], part: tuple[str, ...]) -> int | None:
    places = range(len(said) - len(part) + 1)
    return next((at for at in places if said[at : at + len(part)] == part), None)


if __name__ == "__main__":
    main()
