"""What runs inside the box: nothing of it is trusted with more than the notebook that it runs, and nothing of the course lies beside it.

The processes, from the outside in:

- the **worker** (:mod:`.worker`) has the libraries imported, and forks for each notebook: a hand-in's, or the instructor's
- the **keeper** (:mod:`.keeper`) is process 1 of the notebook's own namespaces; it runs no cell, and when it ends, all end
- the **notebook** (:mod:`.shell`) runs the cells, and at each test's place leaves a copy of itself
- a **copy** does for one test what :mod:`.sides` says: a hand-in's answers, the instructor's judges
"""
