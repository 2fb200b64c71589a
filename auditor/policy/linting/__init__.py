"""What is wrong with rules that can be read: figures of the law written out, what never fires, missing cases.

What could never be evaluated is refused by the reader, and stays refused; what is said here is that a rule
which can be evaluated cannot be meant so.
"""

from auditor.policy.linting.base import Remark
from auditor.policy.linting.lint import linted

__all__ = ["Remark", "linted"]
