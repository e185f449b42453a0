# The bank of 2.2: right answers get every point, wrong ones lose the hidden test.
