# %% right="task_1" why="a sum"
def task_1(x):
    return x + x


# %% wrong="task_1" why="knows the visible number only" passes="visible"
def task_1(x):
    return 4.0


# %% wrong="task_1" why="squares" passes="visible"
def task_1(x):
    return x**2


# %% wrong="task_1" why="forgets the return"
def task_1(x):
    2 * x


# %% right="task_2" why="by a variable"
def task_2():
    choice = "a"
    return choice


# %% wrong="task_2" why="another letter" passes="visible"
def task_2():
    return "b"


# %% wrong="task_2" why="a capital"
def task_2():
    return "A"


# %% wrong="task_2" why="all of them"
def task_2():
    return ["a", "b", "c"]


# %% right="task_3" why="a sum"
def task_3(x):
    return x + x


# %% wrong="task_3" why="knows the visible number only" passes="visible"
def task_3(x):
    return 4.0


# %% wrong="task_3" why="squares" passes="visible"
def task_3(x):
    return x**2


# %% wrong="task_3" why="forgets the return"
def task_3(x):
    2 * x


# %% right="task_4" why="a sum"
def task_4(x):
    return x + x


# %% wrong="task_4" why="knows the visible number only" passes="visible"
def task_4(x):
    return 4.0


# %% wrong="task_4" why="squares" passes="visible"
def task_4(x):
    return x**2


# %% wrong="task_4" why="forgets the return"
def task_4(x):
    2 * x
