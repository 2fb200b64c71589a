"""The law's figures as the shipped law.yaml has them."""

from datetime import date
from typing import Final

from auditor.pipeline.figures import law_figures
from auditor.policy import load

FIGURES: Final = law_figures(load(("eu-ai-act",)).law, date(2026, 11, 22))
