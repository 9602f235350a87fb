"""The part of reading that is compiled: C in a folder of its own, which knows nothing of Python.

``build`` compiles it, ``library`` finds and binds what was built; ``domain/reading`` asks it in
``guard`` and ``tree``. Without it pages are read by the Python alone, with the same result: all
that it does stands there too.
"""
