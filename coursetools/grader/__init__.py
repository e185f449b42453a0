"""The grader that can be trusted: hand-ins are rebuilt, run in a box, judged by tests in forks, and saved one transaction at a time.

What happens to a hand-in, in the order of the modules: :mod:`.handin` reads it, :mod:`.rebuild` lays its answers into the instructor's
notebook, :mod:`.engine` runs that in a :mod:`.box` (the processes in there are :mod:`.inside`), :mod:`.verdict` is what came of it, and
:mod:`.store` saves it. :mod:`.schedule` does this for many at once, and :mod:`.run` is the command.
"""
