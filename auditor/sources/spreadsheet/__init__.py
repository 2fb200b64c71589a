"""``csv:FILE``: the organisation's own list of its models, as a spreadsheet exports it.

::

    FILE?model=Modell&host=Rechner --place--> file, columns that are named
    first line that has names      --columns--> Field -> column, by those names, else by usual ones
    each further line              --row--> InUse, state ``declared``: nothing of it was seen

A column whose name stands for nothing here is left alone. Two columns that stand for the same, or none that
names a model, are refused: a guess would put words into somebody's mouth.
"""

from auditor.sources.spreadsheet.source import SpreadsheetSource

__all__ = ["SpreadsheetSource"]
