"""Model cards with the front matter a test is about."""

import json


def model_card(body: str = "# A model\n", **fields: object) -> str:
    """A card whose front matter has ``fields``; JSON values are YAML values too."""
    lines = [f"{name}: {json.dumps(value, ensure_ascii=False)}" for name, value in fields.items()]
    return "\n".join(["---", *lines, "---", body])
