# The bank of 2.7: right answers get every point, wrong ones lose the hidden test.
