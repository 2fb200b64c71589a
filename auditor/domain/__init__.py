"""What the words mean: frozen dataclasses, enums and the fact registry.

Standard library only, no input or output, no clock. Everything above speaks in these types::

    Observation   what a source saw, before anybody thought about it
    Subject       Model, Deployment, System or Organisation: what a rule is about
    Claim         one basis, one value, its evidence
    Fact          the claims about one name and what they resolve to
    Finding       what a rule says about a subject, and why
    Audit         all of it, as of a date

Here a *model* is the thing being audited; a data type is never called one.
"""
