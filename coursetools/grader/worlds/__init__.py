"""Two worlds for one test: the instructor's, which holds the test, and the student's, which holds the answer. Data alone goes between them.

A test runs where the solution notebook ran, with the exercise's names bound to stand-ins. What it calls runs where the student's notebook
ran. No test, expected value or reference ever lies where a student's code runs, and nothing that a student's process says is believed to be
anything but plain data.
"""
