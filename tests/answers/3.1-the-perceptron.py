# The bank of 3.1: right answers get every point, wrong ones lose the hidden test.
