"""What runs inside the box: nothing of it is trusted with more than the hand-in that it runs, and nothing of the course lies beside it.

The processes, from the outside in:

- the **worker** (:mod:`.worker`) has the libraries imported, and forks for each hand-in;
- the **keeper** (:mod:`.keeper`) is process 1 of the hand-in's own namespaces; it runs no student code, and when it ends, all ends;
- the **shell** (:mod:`.shell`) is the student's process: it runs cells, and at the end it turns into a snapshot that does nothing but fork;
- a **trial** (:mod:`.trial`) is a fork of the snapshot, in which one test runs once.
"""
