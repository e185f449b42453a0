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


# %% right="task_2" why="a sum"
def task_2(x):
    return x + x


# %% wrong="task_2" why="knows the visible number only" passes="visible"
def task_2(x):
    return 4.0


# %% wrong="task_2" why="squares" passes="visible"
def task_2(x):
    return x**2


# %% wrong="task_2" why="forgets the return"
def task_2(x):
    2 * x


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
