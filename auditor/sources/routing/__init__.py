"""Whom a configuration, a list or a program means by its words for a model: who answers there operates it.

::

    word                                 --routes---> Route      one table for gateways and programs
    Asked(route, model, address, region) --upstream-> Upstream   model, operator, region and runtime
"""
