"""The logic: a condition over a world is yes, no or unknown, and says why.

::

    World (subjects, facts, evidence, law as of a day)
      --leaves-->      one fact against one bound (comparison), one kind of evidence -> Answer
      --quantifiers--> all, any, how many of the subjects below
      --evaluate-->    Kleene's logic over them
      --timing-->      from when on a rule applies to this subject
      --verdict-->     scope and role and `when` -> `require`
"""
