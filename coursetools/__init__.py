"""What instructors, authors and CI run: build, validate, grade, submit, publish. ``python -m coursetools`` lists the commands."""
