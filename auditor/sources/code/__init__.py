"""``code:DIR``: the models that programs below a folder call, load or are told to use.

One direction::

    file --python, braces--> Program  imports, calls and texts, the same for every language
                --binding--> Binding  through which client a call goes, and where that calls
                  --usage--> Use      which model, package, endpoint; loaders: weights loaded into the program
    file --settings, configured--> Use      YAML, .env and properties files
    file --dependencies-->         Use      packages that are needed
         --attribution-->          Use      who operates it and where, from the catalogue of hosts
         --source--> InUse

A program is read and never run: what it puts together only while it runs stays unknown, and a base URL that
is not known leaves the operator unknown. A base URL that is local makes the model local, whatever the SDK is
called. To add a language of C's family: a dialect in ``tokens``, its imports, its packages in ``sdks``.
"""

from auditor.sources.code.source import CodeSource

__all__ = ["CodeSource"]
