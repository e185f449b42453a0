"""The grader that can be trusted: a hand-in runs in a box, its tests in another one, and verdicts are saved one transaction at a time.

What happens to a hand-in, in the order of the modules: :mod:`.handin` reads it, :mod:`.rebuild` says what is to be run in which of the two
worlds, :mod:`.engine` has it run in a :mod:`.box` (the processes in there are :mod:`.inside`, what goes between the worlds is
:mod:`.worlds`), :mod:`.verdict` is what came of it, and :mod:`.store` saves it. :mod:`.schedule` does this for many at once, and
:mod:`.run` is the command.
"""
