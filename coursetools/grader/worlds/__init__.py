"""Two worlds for one test: the instructor's, which holds the test, and the student's, which holds the answer. Data alone goes between them.

A test runs where the solution notebook ran, with the exercise's names bound to stand-ins. What it calls runs where the student's notebook
ran. No test, expected value or reference ever lies where a student's code runs, and nothing that a student's process says is believed to be
anything but plain data.

To read it, from the bottom up:

- :mod:`.codec`: plain data as bytes, with limits; :mod:`.line`: messages over a socket; :mod:`.rooms`: how further kinds are added
- :mod:`.known`: which classes a name may mean; :mod:`.values`, :mod:`.spaces`: values that are nearly plain; :mod:`.failures`: exceptions
- :mod:`.things`, :mod:`.states`, :mod:`.shared`, :mod:`.memory`, :mod:`.links`: what has an identity: tensors, generators, gradients
- :mod:`.handles`, :mod:`.standins`: objects that stay where they are; :mod:`.modules`, :mod:`.hooks`: networks
- :mod:`.byvalue`, :mod:`.environments`: what a test hands over; :mod:`.reach`: which of its own objects may go; :mod:`.randomness`
- :mod:`.containers`: what a call does to lists and dicts
- :mod:`.side` asks and answers; :mod:`.student` and :mod:`.instructor` are its two kinds; :mod:`.allowed`: what an answer may ask of a test
- :mod:`.library`: the course's own library; :mod:`.answer_text`: what is read of an answer's text; :mod:`.processes`: forks with limits

What the box around a student's world must add: a user and a pid namespace of its own, so that nothing of the other world can be read in
``/proc``; limits of memory and files; no network.
"""
