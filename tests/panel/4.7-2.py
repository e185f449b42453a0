# %% right="my_layout" why="a plain list of strings"
def my_layout() -> list[str]:
    """Return the layout of a world of your own design."""
    return [
        "S.......",
        ".##.#.#.",
        ".#..P.#.",
        ".#.##.#.",
        "...#..#G",
    ]

# %% right="my_layout" why="one text, split into its lines"
def my_layout():
    castle = """
    ############
    #S...#.....#
    #.##.#.###.#
    #.#....#G#.#
    #.#P####.#.#
    #..........#
    ############
    """
    return castle.split()

# %% right="my_layout" why="built by code: a comb of walls in the largest legal world, rows and columns 12"
def my_layout():
    rows = [["."] * 12 for _ in range(12)]
    for column in range(1, 12, 2):
        gap = 0 if column % 4 == 1 else 11
        for row in range(12):
            if row != gap:
                rows[row][column] = "#"
    rows[11][0] = "S"
    rows[0][10] = "G"
    rows[5][3] = "P"
    return ["".join(row) for row in rows]

# %% right="my_layout" why="smallest legal numbers: five walls, one pit, shortest way of exactly eight steps"
def _sample(*rows):
    return [str(row) for row in rows]


def my_layout():
    return _sample("S....", ".#.#.", "..P..", ".#.#.", ".#..G")

# %% wrong="my_layout" why="need at least 8 steps for the shortest way: it has 7 (cells on the way were counted, not steps)"
def my_layout():
    return [
        "S....",
        ".#.#.",
        "..P..",
        "##.#G",
        ".....",
    ]

# %% wrong="my_layout" why="a way to a goal from every cell of floor: one corner is walled in"
def my_layout():
    return [
        "S......",
        ".#####.",
        ".#.#.P.",
        ".###.#.",
        ".....#G",
    ]

# %% wrong="my_layout" why="a pit ends a way: from two cells on the right the only way to the goal leads through the pit"
def my_layout():
    return [
        "S....P.",
        ".###.#.",
        ".###.##",
        "......#",
        ".#.#..G",
    ]

# %% wrong="my_layout" why="at least 1 pit: there is none"
def my_layout():
    return [
        "S.....",
        ".####.",
        ".####.",
        "......",
        "#.#.#.",
        ".....G",
    ]

# %% wrong="my_layout" why="at least 15 cells of floor, the start among them: there are 14"
def my_layout():
    return [
        "S....",
        "####.",
        ".....",
        ".###P",
        "..G##",
    ]

# %% wrong="my_layout" why="at least 5 walls: there are four"
def my_layout():
    return [
        "S.....",
        ".####.",
        "......",
        "..P...",
        "....G.",
    ]

# %% wrong="my_layout" why="only floor leads to a goal within 8 steps or more: the nearer one of two goals is three steps away"
def my_layout():
    return [
        "S..G..",
        ".####.",
        ".#PP#.",
        ".####.",
        ".....G",
    ]

# %% wrong="my_layout" why="5 to 12 rows and columns: thirteen columns, the outer walls were not counted"
def my_layout():
    return [
        "#############",
        "#S..........#",
        "#.#########.#",
        "#...P.......#",
        "#.#########G#",
        "#############",
    ]

# %% right="transition_table" why="a helper inside for the neighbour, outcomes listed apart"
def transition_table(layout: Sequence[str], slip: float, rewards: Rewards) -> Table:
    n_rows, n_columns = len(layout), len(layout[0])

    def neighbour(row, column, direction):
        down, right = plots.CLIFF_ARROWS[direction]
        r, c = row + down, column + right
        if 0 <= r < n_rows and 0 <= c < n_columns and layout[r][c] != "#":
            return r, c
        return row, column

    table: Table = {}
    for row in range(n_rows):
        for column in range(n_columns):
            state = row * n_columns + column
            table[state] = {}
            for action in range(4):
                if layout[row][column] in "#GP":
                    table[state][action] = [(1.0, state, 0.0, True)]
                    continue
                outcomes = []
                for direction, p in (
                    (action, 1 - slip),
                    ((action + 1) % 4, slip / 2),
                    ((action - 1) % 4, slip / 2),
                ):
                    r, c = neighbour(row, column, direction)
                    letter = layout[r][c]
                    reward = {"G": rewards.goal, "P": rewards.pit}.get(letter, rewards.step)
                    outcomes.append((p, r * n_columns + c, reward, letter in "GP"))
                table[state][action] = outcomes
    return table

# %% right="transition_table" why="a border of walls around the world, one flat string, comprehensions, no bounds to check"
def transition_table(layout, slip, rewards):
    n = len(layout[0])
    wide = n + 2
    padded = "#" * wide + "".join(f"#{row}#" for row in layout) + "#" * wide
    moves = (-wide, 1, wide, -1)
    pays = {"G": (rewards.goal, True), "P": (rewards.pit, True)}

    def number(place):
        return (place // wide - 1) * n + place % wide - 1

    def outcome(place, direction, p):
        there = place + moves[direction % 4]
        there = place if padded[there] == "#" else there
        return (p, number(there), *pays.get(padded[there], (rewards.step, False)))

    def entry(place, action):
        if padded[place] not in ".S":
            return [(1.0, number(place), 0.0, True)]
        shares = ((action, 1.0 - slip), (action - 1, 0.5 * slip), (action + 1, 0.5 * slip))
        return [outcome(place, direction, p) for direction, p in shares]

    inside = [r * wide + c for r in range(1, len(layout) + 1) for c in range(1, n + 1)]
    return {number(place): {a: entry(place, a) for a in range(4)} for place in inside}

# %% right="transition_table" why="NumPy arrays: a table of neighbours first, alike outcomes added up, zero ones left out"
def transition_table(layout, slip, rewards):
    cells = np.array([list(row) for row in layout])
    n_rows, n_columns = cells.shape
    numbers = np.arange(cells.size).reshape(cells.shape)
    rows, columns = np.indices(cells.shape)
    reached = []
    for down, right in plots.CLIFF_ARROWS:
        r = np.clip(rows + down, 0, n_rows - 1)
        c = np.clip(columns + right, 0, n_columns - 1)
        reached.append(np.where(cells[r, c] == "#", numbers, numbers[r, c]).ravel())
    flat = cells.ravel()
    table = {}
    for s in range(cells.size):
        table[s] = {a: [(1.0, s, 0.0, True)] for a in range(4)}
        if flat[s] in ("#", "G", "P"):
            continue
        for a in range(4):
            total = {}
            for turn, p in ((0, 1.0 - slip), (1, slip / 2), (3, slip / 2)):
                t = int(reached[(a + turn) % 4][s])
                total[t] = total.get(t, 0.0) + p
            table[s][a] = []
            for t, p in total.items():
                if p > 0:
                    ends = bool(flat[t] == "G" or flat[t] == "P")
                    reward = rewards.goal if flat[t] == "G" else rewards.pit if ends else rewards.step
                    table[s][a].append((p, t, reward, ends))
    return table

# %% wrong="transition_table" why="state r times the number of columns: numbers cells by the number of rows, right in a square world"
def transition_table(layout, slip, rewards):
    n_rows, n_columns = len(layout), len(layout[0])
    table = {}
    for row in range(n_rows):
        for column in range(n_columns):
            state = row * n_rows + column
            table[state] = {}
            for action in range(4):
                if layout[row][column] in "#GP":
                    table[state][action] = [(1.0, state, 0.0, True)]
                    continue
                table[state][action] = []
                for turn, p in ((0, 1 - slip), (1, slip / 2), (-1, slip / 2)):
                    down, right = plots.CLIFF_ARROWS[(action + turn) % 4]
                    r, c = row + down, column + right
                    if not (0 <= r < n_rows and 0 <= c < n_columns) or layout[r][c] == "#":
                        r, c = row, column
                    reward = {"G": rewards.goal, "P": rewards.pit}.get(layout[r][c], rewards.step)
                    table[state][action].append((p, r * n_rows + c, reward, layout[r][c] in "GP"))
    return table

# %% wrong="transition_table" why="in walls, goals and pits nobody ever acts: walls are forgotten and lead out to their neighbours"
def transition_table(layout, slip, rewards):
    n_rows, n_columns = len(layout), len(layout[0])
    table = {}
    for state in range(n_rows * n_columns):
        row, column = divmod(state, n_columns)
        table[state] = {}
        for action in range(4):
            if layout[row][column] in "GP":
                table[state][action] = [(1.0, state, 0.0, True)]
                continue
            table[state][action] = []
            for turn, p in ((0, 1 - slip), (1, slip / 2), (-1, slip / 2)):
                down, right = plots.CLIFF_ARROWS[(action + turn) % 4]
                r, c = row + down, column + right
                if not (0 <= r < n_rows and 0 <= c < n_columns) or layout[r][c] == "#":
                    r, c = row, column
                reward = {"G": rewards.goal, "P": rewards.pit}.get(layout[r][c], rewards.step)
                table[state][action].append((p, r * n_columns + c, reward, layout[r][c] in "GP"))
    return table

# %% wrong="transition_table" why="rewards.goal, rewards.pit, rewards.step of the argument: writes the usual numbers down"
def transition_table(layout, slip, rewards):
    pays = {"G": (10.0, True), "P": (-10.0, True), ".": (-0.1, False), "S": (-0.1, False)}
    n_rows, n_columns = len(layout), len(layout[0])
    table = {}
    for state in range(n_rows * n_columns):
        row, column = divmod(state, n_columns)
        table[state] = {}
        for action in range(4):
            if layout[row][column] in "#GP":
                table[state][action] = [(1.0, state, 0.0, True)]
                continue
            table[state][action] = []
            for turn, p in ((0, 1 - slip), (1, slip / 2), (-1, slip / 2)):
                down, right = plots.CLIFF_ARROWS[(action + turn) % 4]
                r, c = row + down, column + right
                if not (0 <= r < n_rows and 0 <= c < n_columns) or layout[r][c] == "#":
                    r, c = row, column
                table[state][action].append((p, r * n_columns + c, *pays[layout[r][c]]))
    return table

# %% wrong="transition_table" why="rewards.goal in a goal, in each of them: only the first goal of the layout counts"
def transition_table(layout, slip, rewards):
    n_rows, n_columns = len(layout), len(layout[0])
    letters = "".join(layout)
    goal = letters.index("G")
    pits = {k for k, letter in enumerate(letters) if letter == "P"}
    table = {}
    for state in range(len(letters)):
        row, column = divmod(state, n_columns)
        table[state] = {}
        for action in range(4):
            if letters[state] == "#" or state == goal or state in pits:
                table[state][action] = [(1.0, state, 0.0, True)]
                continue
            table[state][action] = []
            for turn, p in ((0, 1 - slip), (1, slip / 2), (-1, slip / 2)):
                down, right = plots.CLIFF_ARROWS[(action + turn) % 4]
                r, c = row + down, column + right
                if not (0 <= r < n_rows and 0 <= c < n_columns) or layout[r][c] == "#":
                    r, c = row, column
                s = r * n_columns + c
                reward = rewards.goal if s == goal else rewards.pit if s in pits else rewards.step
                table[state][action].append((p, s, reward, s == goal or s in pits))
    return table

# %% wrong="transition_table" why="a bump against a wall brings rewards.step too, not nothing: here it costs nothing to stay"
def transition_table(layout, slip, rewards):
    n_rows, n_columns = len(layout), len(layout[0])
    table = {}
    for state in range(n_rows * n_columns):
        row, column = divmod(state, n_columns)
        table[state] = {}
        for action in range(4):
            if layout[row][column] in "#GP":
                table[state][action] = [(1.0, state, 0.0, True)]
                continue
            table[state][action] = []
            for turn, p in ((0, 1 - slip), (1, slip / 2), (-1, slip / 2)):
                down, right = plots.CLIFF_ARROWS[(action + turn) % 4]
                r, c = row + down, column + right
                if not (0 <= r < n_rows and 0 <= c < n_columns) or layout[r][c] == "#":
                    table[state][action].append((p, state, 0.0, False))
                    continue
                reward = {"G": rewards.goal, "P": rewards.pit}.get(layout[r][c], rewards.step)
                table[state][action].append((p, r * n_columns + c, reward, layout[r][c] in "GP"))
    return table

# %% wrong="transition_table" why="the probabilities sum to 1, each side has slip / 2: rounded to two digits, so that slip=0.25 does not sum to 1"
def transition_table(layout, slip, rewards):
    n_rows, n_columns = len(layout), len(layout[0])
    straight, side = round(1 - slip, 2), round(slip / 2, 2)  # no 0.30000000000000004
    table = {}
    for state in range(n_rows * n_columns):
        row, column = divmod(state, n_columns)
        table[state] = {}
        for action in range(4):
            if layout[row][column] in "#GP":
                table[state][action] = [(1.0, state, 0.0, True)]
                continue
            table[state][action] = []
            for turn, p in ((0, straight), (1, side), (-1, side)):
                down, right = plots.CLIFF_ARROWS[(action + turn) % 4]
                r, c = row + down, column + right
                if not (0 <= r < n_rows and 0 <= c < n_columns) or layout[r][c] == "#":
                    r, c = row, column
                reward = {"G": rewards.goal, "P": rewards.pit}.get(layout[r][c], rewards.step)
                table[state][action].append((p, r * n_columns + c, reward, layout[r][c] in "GP"))
    return table

# %% wrong="transition_table" why="a move out of the grid leaves you where you are: negative indices wrap around"
def transition_table(layout, slip, rewards):
    n_columns = len(layout[0])
    table = {}
    for row, line in enumerate(layout):
        for column, letter in enumerate(line):
            state = row * n_columns + column
            table[state] = {}
            for action in range(4):
                if letter in "#GP":
                    table[state][action] = [(1.0, state, 0.0, True)]
                    continue
                table[state][action] = []
                for turn, p in ((0, 1 - slip), (1, slip / 2), (-1, slip / 2)):
                    down, right = plots.CLIFF_ARROWS[(action + turn) % 4]
                    r, c = row + down, column + right
                    try:
                        there = layout[r][c]
                    except IndexError:
                        there = "#"
                    if there == "#":
                        r, c, there = row, column, letter
                    reward = {"G": rewards.goal, "P": rewards.pit}.get(there, rewards.step)
                    table[state][action].append((p, (r * n_columns + c), reward, there in "GP"))
    return table

# %% wrong="transition_table" why="never backwards: slips to any of the three other directions"
def transition_table(layout, slip, rewards):
    n_rows, n_columns = len(layout), len(layout[0])
    table = {}
    for state in range(n_rows * n_columns):
        row, column = divmod(state, n_columns)
        table[state] = {}
        for action in range(4):
            if layout[row][column] in "#GP":
                table[state][action] = [(1.0, state, 0.0, True)]
                continue
            table[state][action] = []
            for direction in range(4):
                p = 1 - slip if direction == action else slip / 3
                down, right = plots.CLIFF_ARROWS[direction]
                r, c = row + down, column + right
                if not (0 <= r < n_rows and 0 <= c < n_columns) or layout[r][c] == "#":
                    r, c = row, column
                reward = {"G": rewards.goal, "P": rewards.pit}.get(layout[r][c], rewards.step)
                table[state][action].append((p, r * n_columns + c, reward, layout[r][c] in "GP"))
    return table

# %% wrong="transition_table" why="rewards.step on all else, and goals and pits end: the reward of a goal that is worth less than a step is not paid (tests the reward, not the letter)"
def transition_table(layout, slip, rewards):
    n_rows, n_columns = len(layout), len(layout[0])
    table = {}
    for state in range(n_rows * n_columns):
        row, column = divmod(state, n_columns)
        table[state] = {}
        for action in range(4):
            if layout[row][column] in "#GP":
                table[state][action] = [(1.0, state, 0.0, True)]
                continue
            table[state][action] = []
            for turn, p in ((0, 1 - slip), (1, slip / 2), (-1, slip / 2)):
                down, right = plots.CLIFF_ARROWS[(action + turn) % 4]
                r, c = row + down, column + right
                if not (0 <= r < n_rows and 0 <= c < n_columns) or layout[r][c] == "#":
                    r, c = row, column
                reward = {"G": rewards.goal, "P": rewards.pit}.get(layout[r][c], rewards.step)
                table[state][action].append((p, r * n_columns + c, reward, reward != rewards.step))
    return table

# %% right="draw_world" why="tiles and discs, as the hint has it"
def draw_world(layout: Sequence[str], state: int, cell: int = 32) -> NDArray[np.uint8]:
    rows, columns = len(layout), len(layout[0])
    image = np.zeros((rows * cell, columns * cell, 3), dtype=np.uint8)
    for row in range(rows):
        for column in range(columns):
            tile = image[row * cell : (row + 1) * cell, column * cell : (column + 1) * cell]
            letter = layout[row][column]
            tile[:] = (90, 60, 40) if letter == "#" else (235, 235, 225)
            if letter == "P":
                tile[disc(cell, 0.45)] = (30, 0, 60)
            elif letter == "G":
                tile[disc(cell, 0.45)] = (0, 150, 60)
                tile[disc(cell, 0.3)] = (250, 250, 250)
            if row * columns + column == state:
                tile[disc(cell, 0.35)] = (240, 200, 0)
                tile[disc(cell, 0.08, 0.4, 0.4)] = 0
                tile[disc(cell, 0.08, 0.4, 0.6)] = 0
    return image

# %% right="draw_world" why="one colour for each cell, enlarged by np.kron; the agent is a light square with a dark frame"
def draw_world(layout, state, cell=32):
    colours = {"#": (40, 40, 40), ".": (220, 210, 180), "S": (200, 200, 240), "G": (0, 170, 0), "P": (190, 0, 0)}
    small = np.array([[colours[letter] for letter in row] for row in layout], dtype=np.uint8)
    image = np.kron(small, np.ones((cell, cell, 1), dtype=np.uint8))
    row, column = divmod(state, small.shape[1])
    quarter = cell // 4
    top, left = row * cell + quarter, column * cell + quarter
    size = cell - 2 * quarter
    image[top : top + size, left : left + size] = 0
    image[top + 2 : top + size - 2, left + 2 : left + size - 2] = 255
    return image

# %% right="draw_world" why="drawn with Pillow"
def draw_world(layout, state, cell=32):
    from PIL import Image, ImageDraw

    n_rows, n_columns = len(layout), len(layout[0])
    page = Image.new("RGB", (n_columns * cell, n_rows * cell), "antiquewhite")
    pen = ImageDraw.Draw(page)
    for number, letter in enumerate("".join(layout)):
        y, x = (cell * k for k in divmod(number, n_columns))
        box = (x, y, x + cell - 1, y + cell - 1)
        if letter == "#":
            pen.rectangle(box, fill="dimgray")
        elif letter == "P":
            pen.rectangle(box, fill="black")
        elif letter == "G":
            pen.rectangle(box, fill="gold")
        if number == state:
            inset = cell // 5
            inner = (x + inset, y + inset, x + cell - 1 - inset, y + cell - 1 - inset)
            pen.ellipse(inner, fill="deepskyblue")
    return np.array(page, dtype=np.uint8)

# %% right="draw_world" why="the agent inverts the colours of a disc, textures from index arithmetic, all pixels at once"
def draw_world(layout, state, cell=32):
    cells = np.array([list(row) for row in layout])
    letters = cells.repeat(cell, axis=0).repeat(cell, axis=1)
    y, x = np.indices(letters.shape)
    image = np.full((*letters.shape, 3), (225, 220, 200), dtype=np.uint8)
    image[letters == "#"] = (120, 60, 50)
    image[letters == "P"] = (20, 20, 20)
    image[(letters == "G") & ((x + y) % 4 < 2)] = (0, 100, 0)
    row, column = state // cells.shape[1], state % cells.shape[1]
    tile = image[row * cell : (row + 1) * cell, column * cell : (column + 1) * cell]
    inside = disc(cell, 0.4)
    tile[inside] = 255 - tile[inside]
    return image

# %% wrong="draw_world" why="the agent must be visible in a goal and in a pit too: these are painted after it"
def draw_world(layout, state, cell=32):
    rows, columns = len(layout), len(layout[0])
    image = np.full((rows * cell, columns * cell, 3), 230, dtype=np.uint8)
    for number, letter in enumerate("".join(layout)):
        row, column = divmod(number, columns)
        tile = image[row * cell : (row + 1) * cell, column * cell : (column + 1) * cell]
        if number == state:
            tile[disc(cell, 0.3)] = (0, 90, 200)
        if letter == "#":
            tile[:] = (90, 60, 40)
        elif letter == "P":
            tile[:] = (20, 20, 20)
        elif letter == "G":
            tile[:] = (0, 150, 60)
    return image

# %% wrong="draw_world" why="visible in a pit too: a dark agent on a dark hole of the same colour"
def draw_world(layout, state, cell=32):
    colours = {"#": (120, 70, 50), ".": (240, 240, 230), "S": (240, 240, 230), "G": (0, 160, 80), "P": (15, 15, 15)}
    columns = len(layout[0])
    image = np.zeros((len(layout) * cell, columns * cell, 3), dtype=np.uint8)
    for number, letter in enumerate("".join(layout)):
        row, column = divmod(number, columns)
        tile = image[row * cell : (row + 1) * cell, column * cell : (column + 1) * cell]
        tile[:] = colours[letter]
        if number == state:
            tile[disc(cell, 0.35)] = (15, 15, 15)
            tile[disc(cell, 0.05, 0.4, 0.4)] = 60
            tile[disc(cell, 0.05, 0.4, 0.6)] = 60
    return image

# %% wrong="draw_world" why="in a new array each time: remembers pictures and gives the same array out again"
_pictures = {}


def draw_world(layout, state, cell=32):
    key = (tuple(layout), state, cell)
    if key not in _pictures:
        columns = len(layout[0])
        image = np.full((len(layout) * cell, columns * cell, 3), 230, dtype=np.uint8)
        for number, letter in enumerate("".join(layout)):
            row, column = divmod(number, columns)
            tile = image[row * cell : (row + 1) * cell, column * cell : (column + 1) * cell]
            if letter == "#":
                tile[:] = (90, 60, 40)
            elif letter == "P":
                tile[:] = (20, 20, 20)
            elif letter == "G":
                tile[:] = (0, 150, 60)
            if number == state:
                tile[disc(cell, 0.3)] = (255, 200, 0)
        _pictures[key] = image
    return _pictures[key]

# %% wrong="draw_world" why="the same world and state give the same picture: the stones of the walls are drawn by chance"
def draw_world(layout, state, cell=32):
    columns = len(layout[0])
    image = np.full((len(layout) * cell, columns * cell, 3), 230, dtype=np.uint8)
    for number, letter in enumerate("".join(layout)):
        row, column = divmod(number, columns)
        tile = image[row * cell : (row + 1) * cell, column * cell : (column + 1) * cell]
        if letter == "#":
            tile[:] = np.random.randint(60, 110, size=(cell, cell, 1))
        elif letter == "P":
            tile[:] = (150, 20, 20)
        elif letter == "G":
            tile[:] = (0, 150, 60)
        if number == state:
            tile[disc(cell, 0.3)] = (255, 200, 0)
    return image

# %% wrong="draw_world" why="leaves all other cells as they are: the agent carries a torch, and far cells are darker"
def draw_world(layout, state, cell=32):
    colours = {"#": (120, 70, 50), ".": (240, 240, 230), "S": (240, 240, 230), "G": (0, 200, 80), "P": (220, 60, 60)}
    columns = len(layout[0])
    image = np.zeros((len(layout) * cell, columns * cell, 3), dtype=np.uint8)
    at_row, at_column = divmod(state, columns)
    for number, letter in enumerate("".join(layout)):
        row, column = divmod(number, columns)
        tile = image[row * cell : (row + 1) * cell, column * cell : (column + 1) * cell]
        light = 0.95 ** (abs(row - at_row) + abs(column - at_column))
        tile[:] = (light * np.array(colours[letter])).astype(np.uint8)
        if number == state:
            tile[disc(cell, 0.3)] = (0, 0, 160)
    return image

# %% wrong="draw_world" why="the agent is in the cell number state of a world that need not be square: divides by the number of rows"
def draw_world(layout, state, cell=32):
    colours = {"#": (120, 70, 50), ".": (240, 240, 230), "S": (240, 240, 230), "G": (0, 200, 80), "P": (20, 20, 20)}
    rows, columns = len(layout), len(layout[0])
    image = np.zeros((rows * cell, columns * cell, 3), dtype=np.uint8)
    for row in range(rows):
        for column in range(columns):
            image[row * cell : (row + 1) * cell, column * cell : (column + 1) * cell] = colours[layout[row][column]]
    row, column = divmod(state, rows)
    tile = image[row * cell : (row + 1) * cell, column * cell : (column + 1) * cell]
    tile[disc(cell, 0.3)[: tile.shape[0], : tile.shape[1]]] = (0, 0, 160)
    return image

# %% wrong="draw_world" why="changes the cell by more than 3 on average at any size of a cell: an agent of 8 by 8 pixels"
def draw_world(layout, state, cell=32):
    colours = {"#": (120, 70, 50), ".": (240, 240, 230), "S": (240, 240, 230), "G": (0, 200, 80), "P": (220, 60, 60)}
    rows, columns = len(layout), len(layout[0])
    image = np.zeros((rows * cell, columns * cell, 3), dtype=np.uint8)
    for row in range(rows):
        for column in range(columns):
            image[row * cell : (row + 1) * cell, column * cell : (column + 1) * cell] = colours[layout[row][column]]
    y, x = (k * cell + cell // 2 for k in divmod(state, columns))
    image[y - 4 : y + 4, x - 4 : x + 4] = (40, 40, 160)
    return image

# %% wrong="draw_world" why="walls and floor look different, any two of them: a chessboard whose dark squares have the colour of the walls"
def draw_world(layout, state, cell=32):
    rows, columns = len(layout), len(layout[0])
    image = np.zeros((rows * cell, columns * cell, 3), dtype=np.uint8)
    for row in range(rows):
        for column in range(columns):
            tile = image[row * cell : (row + 1) * cell, column * cell : (column + 1) * cell]
            tile[:] = (240, 240, 230) if (row + column) % 2 else (150, 150, 150)
            letter = layout[row][column]
            if letter == "#":
                tile[:] = (150, 150, 150)
            elif letter == "P":
                tile[:] = (20, 20, 20)
            elif letter == "G":
                tile[:] = (0, 150, 60)
            if row * columns + column == state:
                tile[disc(cell, 0.3)] = (255, 80, 0)
    return image

# %% wrong="draw_world" why="each cell is a square of cell by cell pixels: always 32"
def draw_world(layout, state, cell=32):
    colours = {"#": (120, 70, 50), ".": (240, 240, 230), "S": (240, 240, 230), "G": (0, 200, 80), "P": (20, 20, 20)}
    columns = len(layout[0])
    image = np.zeros((len(layout) * 32, columns * 32, 3), dtype=np.uint8)
    for number, letter in enumerate("".join(layout)):
        row, column = divmod(number, columns)
        tile = image[row * 32 : (row + 1) * 32, column * 32 : (column + 1) * 32]
        tile[:] = colours[letter]
        if number == state:
            tile[disc(32, 0.3)] = (255, 100, 0)
    return image

# %% wrong="draw_world" why="all other cells stay as they are: the agent's bright frame is one pixel wider than its cell"
def draw_world(layout, state, cell=32):
    colours = {"#": (120, 70, 50), ".": (240, 240, 230), "S": (240, 240, 230), "G": (0, 200, 80), "P": (20, 20, 20)}
    rows, columns = len(layout), len(layout[0])
    image = np.zeros((rows * cell, columns * cell, 3), dtype=np.uint8)
    for row in range(rows):
        for column in range(columns):
            image[row * cell : (row + 1) * cell, column * cell : (column + 1) * cell] = colours[layout[row][column]]
    row, column = divmod(state, columns)
    top, left = row * cell, column * cell
    inner = image[top + 2 : top + cell - 2, left + 2 : left + cell - 2].copy()
    image[max(top - 1, 0) : top + cell + 1, max(left - 1, 0) : left + cell + 1] = (255, 0, 255)
    image[top + 2 : top + cell - 2, left + 2 : left + cell - 2] = inner
    return image

# %% right="OwnGridworld" why="as in the statement, table from the library, choice with probabilities"
class OwnGridworld(gym.Env[Any, Any]):
    """A slippery gridworld."""

    metadata: dict[str, Any] = {"render_modes": ["rgb_array"], "render_fps": 5}

    def __init__(self, layout, slip=0.2, rewards=Rewards(), render_mode=None):
        if not 0.0 <= slip <= 1.0:
            raise ValueError(f"slip is {slip}, expected a number from 0 to 1")
        self.layout = list(layout)
        self.render_mode = render_mode
        self.P = gridworlds.transition_table(self.layout, slip, rewards)
        self._start = "".join(self.layout).index("S")
        self._state = self._start
        n_states = len(self.P)
        self.observation_space = spaces.Discrete(n_states)
        self.action_space = spaces.Discrete(4)
        self.initial_state_distrib = np.zeros(n_states, dtype=np.float64)
        self.initial_state_distrib[self._start] = 1.0

    def reset(self, *, seed=None, options=None):
        super().reset(seed=seed)
        self._state = self._start
        return self._state, {}

    def step(self, action):
        outcomes = self.P[self._state][int(action)]
        k = self.np_random.choice(len(outcomes), p=[outcome[0] for outcome in outcomes])
        _, state, reward, terminated = outcomes[k]
        self._state = int(state)
        return self._state, float(reward), bool(terminated), False, {}

    def render(self):
        if self.render_mode == "rgb_array":
            return gridworlds.picture(self.layout, self._state)
        return None

# %% right="OwnGridworld" why="one uniform number against the running sum of the probabilities, the start drawn from its distribution, NumPy state"
class OwnGridworld(gym.Env[Any, Any]):
    metadata = {"render_modes": ["rgb_array"], "render_fps": 8}

    def __init__(self, layout, slip=0.2, rewards=None, render_mode=None):
        super().__init__()
        if slip < 0 or slip > 1:
            raise ValueError(f"slip must be within [0, 1], but {slip!r} came")
        self._world = tuple(layout)
        self.render_mode = render_mode
        self.P = gridworlds.transition_table(self._world, slip, Rewards() if rewards is None else rewards)
        letters = np.array([letter for row in self._world for letter in row])
        self.initial_state_distrib = (letters == "S").astype(np.float64)
        self.observation_space = gym.spaces.Discrete(letters.size)
        self.action_space = gym.spaces.Discrete(4)

    def _sample(self, probabilities):
        total = np.cumsum(probabilities)
        return min(int(np.searchsorted(total, self.np_random.random(), side="right")), len(total) - 1)

    def reset(self, *, seed=None, options=None):
        super().reset(seed=seed, options=options)
        self.s = self._sample(self.initial_state_distrib)
        return int(self.s), dict()

    def step(self, action):
        outcomes = self.P[self.s][int(action)]
        _, self.s, reward, over = outcomes[self._sample([p for p, *_ in outcomes])]
        return int(self.s), float(reward), bool(over), False, dict()

    def render(self):
        if self.render_mode is None:
            return None
        return gridworlds.picture(self._world, self.s, cell=24)

# %% right="OwnGridworld" why="plays the physics itself: draws a turn first, then moves; the table serves the judge only"
class OwnGridworld(gym.Env):
    """A slippery gridworld that walks on letters."""

    metadata = {"render_modes": ["rgb_array"], "render_fps": 4}

    def __init__(self, layout, slip: float = 0.2, rewards: Rewards = Rewards(), render_mode: str | None = None):
        inside = 0 <= slip <= 1
        if inside:
            self.layout, self.slip, self.rewards, self.render_mode = layout, slip, rewards, render_mode
        else:
            raise ValueError(f"expected a slip in [0, 1], got {slip}")
        self.cells = np.array([list(row) for row in layout])
        self.action_space = spaces.Discrete(4)
        self.observation_space = spaces.Discrete(int(self.cells.size))
        self.where = tuple(int(k) for k in np.argwhere(self.cells == "S")[0])
        self.home = self.where

    @property
    def P(self):
        return gridworlds.transition_table(self.layout, self.slip, self.rewards)

    @property
    def initial_state_distrib(self):
        return np.eye(self.cells.size)[np.ravel_multi_index(self.home, self.cells.shape)]

    def _number(self):
        return int(self.where[0] * self.cells.shape[1] + self.where[1])

    def reset(self, *, seed=None, options=None):
        super().reset(seed=seed)
        self.where = self.home
        return self._number(), {}

    def step(self, action):
        luck = self.np_random.random()
        turn = 1 if luck < self.slip / 2 else -1 if luck < self.slip else 0
        down, right = plots.CLIFF_ARROWS[(int(action) + turn) % 4]
        row, column = self.where[0] + down, self.where[1] + right
        n_rows, n_columns = self.cells.shape
        if 0 <= row < n_rows and 0 <= column < n_columns and self.cells[row, column] != "#":
            self.where = (row, column)
        letter = str(self.cells[self.where])
        reward = {"G": self.rewards.goal, "P": self.rewards.pit}.get(letter, self.rewards.step)
        return self._number(), float(reward), letter in "GP", False, {}

    def render(self):
        return gridworlds.picture(self.layout, self._number()) if self.render_mode == "rgb_array" else None

# %% wrong="OwnGridworld" why="a slip outside of [0, 1] is a ValueError: below 0 none comes"
class OwnGridworld(gym.Env[Any, Any]):
    metadata: dict[str, Any] = {"render_modes": ["rgb_array"], "render_fps": 5}

    def __init__(self, layout, slip=0.2, rewards=Rewards(), render_mode=None):
        if slip > 1.0:
            raise ValueError(f"slip is {slip}, expected at most 1")
        self.layout, self.render_mode = layout, render_mode
        self.P = gridworlds.transition_table(layout, max(slip, 0.0), rewards)
        self.start = "".join(layout).index("S")
        self.state = self.start
        self.observation_space = spaces.Discrete(len(self.P))
        self.action_space = spaces.Discrete(4)
        self.initial_state_distrib = np.zeros(len(self.P))
        self.initial_state_distrib[self.start] = 1.0

    def reset(self, *, seed=None, options=None):
        super().reset(seed=seed)
        self.state = self.start
        return self.state, {}

    def step(self, action):
        outcomes = self.P[self.state][int(action)]
        k = self.np_random.choice(len(outcomes), p=[o[0] for o in outcomes])
        _, self.state, reward, terminated = outcomes[k]
        return int(self.state), float(reward), bool(terminated), False, {}

    def render(self):
        return gridworlds.picture(self.layout, self.state) if self.render_mode == "rgb_array" else None

# %% wrong="OwnGridworld" why="slip in [0, 1], both ends included: 1.0 is refused"
class OwnGridworld(gym.Env[Any, Any]):
    metadata: dict[str, Any] = {"render_modes": ["rgb_array"], "render_fps": 5}

    def __init__(self, layout, slip=0.2, rewards=Rewards(), render_mode=None):
        if not 0.0 <= slip < 1.0:
            raise ValueError(f"slip is {slip}, expected a probability")
        self.layout, self.render_mode = layout, render_mode
        self.P = gridworlds.transition_table(layout, slip, rewards)
        self.start = "".join(layout).index("S")
        self.state = self.start
        self.observation_space = spaces.Discrete(len(self.P))
        self.action_space = spaces.Discrete(4)
        self.initial_state_distrib = np.zeros(len(self.P))
        self.initial_state_distrib[self.start] = 1.0

    def reset(self, *, seed=None, options=None):
        super().reset(seed=seed)
        self.state = self.start
        return self.state, {}

    def step(self, action):
        outcomes = self.P[self.state][int(action)]
        k = self.np_random.choice(len(outcomes), p=[o[0] for o in outcomes])
        _, self.state, reward, terminated = outcomes[k]
        return int(self.state), float(reward), bool(terminated), False, {}

    def render(self):
        return gridworlds.picture(self.layout, self.state) if self.render_mode == "rgb_array" else None

# %% wrong="OwnGridworld" why="all randomness must come from self.np_random: a generator of its own, fresh luck at each reset without seed"
class OwnGridworld(gym.Env[Any, Any]):
    metadata: dict[str, Any] = {"render_modes": ["rgb_array"], "render_fps": 5}

    def __init__(self, layout, slip=0.2, rewards=Rewards(), render_mode=None):
        if not 0.0 <= slip <= 1.0:
            raise ValueError(f"slip is {slip}, expected a probability")
        self.layout, self.render_mode = layout, render_mode
        self.P = gridworlds.transition_table(layout, slip, rewards)
        self.start = "".join(layout).index("S")
        self.state = self.start
        self.observation_space = spaces.Discrete(len(self.P))
        self.action_space = spaces.Discrete(4)
        self.initial_state_distrib = np.zeros(len(self.P))
        self.initial_state_distrib[self.start] = 1.0

    def reset(self, *, seed=None, options=None):
        super().reset(seed=seed)
        self.rng = np.random.default_rng(seed)
        self.state = self.start
        return self.state, {}

    def step(self, action):
        outcomes = self.P[self.state][int(action)]
        k = self.rng.choice(len(outcomes), p=[o[0] for o in outcomes])
        _, self.state, reward, terminated = outcomes[k]
        return int(self.state), float(reward), bool(terminated), False, {}

    def render(self):
        return gridworlds.picture(self.layout, self.state) if self.render_mode == "rgb_array" else None

# %% wrong="OwnGridworld" why="truncated is always False: gives up after 200 steps by itself"
class OwnGridworld(gym.Env[Any, Any]):
    metadata: dict[str, Any] = {"render_modes": ["rgb_array"], "render_fps": 5}

    def __init__(self, layout, slip=0.2, rewards=Rewards(), render_mode=None):
        if not 0.0 <= slip <= 1.0:
            raise ValueError(f"slip is {slip}, expected a probability")
        self.layout, self.render_mode = layout, render_mode
        self.P = gridworlds.transition_table(layout, slip, rewards)
        self.start = "".join(layout).index("S")
        self.state, self.t = self.start, 0
        self.observation_space = spaces.Discrete(len(self.P))
        self.action_space = spaces.Discrete(4)
        self.initial_state_distrib = np.zeros(len(self.P))
        self.initial_state_distrib[self.start] = 1.0

    def reset(self, *, seed=None, options=None):
        super().reset(seed=seed)
        self.state, self.t = self.start, 0
        return self.state, {}

    def step(self, action):
        self.t += 1
        outcomes = self.P[self.state][int(action)]
        k = self.np_random.choice(len(outcomes), p=[o[0] for o in outcomes])
        _, self.state, reward, terminated = outcomes[k]
        return int(self.state), float(reward), bool(terminated), self.t >= 200, {}

    def render(self):
        return gridworlds.picture(self.layout, self.state) if self.render_mode == "rgb_array" else None

# %% wrong="OwnGridworld" why="render returns None without a render mode: it always draws"
class OwnGridworld(gym.Env[Any, Any]):
    metadata: dict[str, Any] = {"render_modes": ["rgb_array"], "render_fps": 5}

    def __init__(self, layout, slip=0.2, rewards=Rewards(), render_mode=None):
        if not 0.0 <= slip <= 1.0:
            raise ValueError(f"slip is {slip}, expected a probability")
        self.layout, self.render_mode = layout, render_mode
        self.P = gridworlds.transition_table(layout, slip, rewards)
        self.start = "".join(layout).index("S")
        self.state = self.start
        self.observation_space = spaces.Discrete(len(self.P))
        self.action_space = spaces.Discrete(4)
        self.initial_state_distrib = np.zeros(len(self.P))
        self.initial_state_distrib[self.start] = 1.0

    def reset(self, *, seed=None, options=None):
        super().reset(seed=seed)
        self.state = self.start
        return self.state, {}

    def step(self, action):
        outcomes = self.P[self.state][int(action)]
        k = self.np_random.choice(len(outcomes), p=[o[0] for o in outcomes])
        _, self.state, reward, terminated = outcomes[k]
        return int(self.state), float(reward), bool(terminated), False, {}

    def render(self):
        return gridworlds.picture(self.layout, self.state)

# %% wrong="OwnGridworld" why="P is the transition table of this world with its rewards: made with the default ones, and so are the steps"
class OwnGridworld(gym.Env[Any, Any]):
    metadata: dict[str, Any] = {"render_modes": ["rgb_array"], "render_fps": 5}

    def __init__(self, layout, slip=0.2, rewards=Rewards(), render_mode=None):
        if not 0.0 <= slip <= 1.0:
            raise ValueError(f"slip is {slip}, expected a probability")
        self.layout, self.render_mode = layout, render_mode
        self.P = gridworlds.transition_table(layout, slip, Rewards())
        self.start = "".join(layout).index("S")
        self.state = self.start
        self.observation_space = spaces.Discrete(len(self.P))
        self.action_space = spaces.Discrete(4)
        self.initial_state_distrib = np.zeros(len(self.P))
        self.initial_state_distrib[self.start] = 1.0

    def reset(self, *, seed=None, options=None):
        super().reset(seed=seed)
        self.state = self.start
        return self.state, {}

    def step(self, action):
        outcomes = self.P[self.state][int(action)]
        k = self.np_random.choice(len(outcomes), p=[o[0] for o in outcomes])
        _, self.state, reward, terminated = outcomes[k]
        return int(self.state), float(reward), bool(terminated), False, {}

    def render(self):
        return gridworlds.picture(self.layout, self.state) if self.render_mode == "rgb_array" else None

# %% wrong="OwnGridworld" why="initial_state_distrib is a float64 array, 1 at the start and 0 elsewhere: whole numbers, and in a list"
class OwnGridworld(gym.Env[Any, Any]):
    metadata: dict[str, Any] = {"render_modes": ["rgb_array"], "render_fps": 5}

    def __init__(self, layout, slip=0.2, rewards=Rewards(), render_mode=None):
        if not 0.0 <= slip <= 1.0:
            raise ValueError(f"slip is {slip}, expected a probability")
        self.layout, self.render_mode = layout, render_mode
        self.P = gridworlds.transition_table(layout, slip, rewards)
        self.start = "".join(layout).index("S")
        self.state = self.start
        self.observation_space = spaces.Discrete(len(self.P))
        self.action_space = spaces.Discrete(4)
        self.initial_state_distrib = [int(letter == "S") for letter in "".join(layout)]

    def reset(self, *, seed=None, options=None):
        super().reset(seed=seed)
        self.state = self.start
        return self.state, {}

    def step(self, action):
        outcomes = self.P[self.state][int(action)]
        k = self.np_random.choice(len(outcomes), p=[o[0] for o in outcomes])
        _, self.state, reward, terminated = outcomes[k]
        return int(self.state), float(reward), bool(terminated), False, {}

    def render(self):
        return gridworlds.picture(self.layout, self.state) if self.render_mode == "rgb_array" else None

# %% wrong="OwnGridworld" why="render returns the picture of where the agent is: always that of the start"
class OwnGridworld(gym.Env[Any, Any]):
    metadata: dict[str, Any] = {"render_modes": ["rgb_array"], "render_fps": 5}

    def __init__(self, layout, slip=0.2, rewards=Rewards(), render_mode=None):
        if not 0.0 <= slip <= 1.0:
            raise ValueError(f"slip is {slip}, expected a probability")
        self.layout, self.render_mode = layout, render_mode
        self.P = gridworlds.transition_table(layout, slip, rewards)
        self.start = "".join(layout).index("S")
        self.state = self.start
        self.observation_space = spaces.Discrete(len(self.P))
        self.action_space = spaces.Discrete(4)
        self.initial_state_distrib = np.zeros(len(self.P))
        self.initial_state_distrib[self.start] = 1.0
        self._image = gridworlds.picture(layout, self.state)

    def reset(self, *, seed=None, options=None):
        super().reset(seed=seed)
        self.state = self.start
        return self.state, {}

    def step(self, action):
        outcomes = self.P[self.state][int(action)]
        k = self.np_random.choice(len(outcomes), p=[o[0] for o in outcomes])
        _, self.state, reward, terminated = outcomes[k]
        return int(self.state), float(reward), bool(terminated), False, {}

    def render(self):
        return self._image.copy() if self.render_mode == "rgb_array" else None

# %% wrong="OwnGridworld" why="draws an outcome of the table: slips in any direction, backwards and straight on too"
class OwnGridworld(gym.Env[Any, Any]):
    metadata: dict[str, Any] = {"render_modes": ["rgb_array"], "render_fps": 5}

    def __init__(self, layout, slip=0.2, rewards=Rewards(), render_mode=None):
        if not 0.0 <= slip <= 1.0:
            raise ValueError(f"slip is {slip}, expected a probability")
        self.layout, self.slip, self.render_mode = layout, slip, render_mode
        self.P = gridworlds.transition_table(layout, slip, rewards)
        self.firm = gridworlds.transition_table(layout, 0.0, rewards)
        self.start = "".join(layout).index("S")
        self.state = self.start
        self.observation_space = spaces.Discrete(len(self.P))
        self.action_space = spaces.Discrete(4)
        self.initial_state_distrib = np.zeros(len(self.P))
        self.initial_state_distrib[self.start] = 1.0

    def reset(self, *, seed=None, options=None):
        super().reset(seed=seed)
        self.state = self.start
        return self.state, {}

    def step(self, action):
        if self.np_random.random() < self.slip:
            action = self.np_random.integers(4)
        _, self.state, reward, terminated = self.firm[self.state][int(action)][0]
        return int(self.state), float(reward), bool(terminated), False, {}

    def render(self):
        return gridworlds.picture(self.layout, self.state) if self.render_mode == "rgb_array" else None

# %% wrong="OwnGridworld" why="observation_space is Discrete(number of cells): rows squared, right in a square world"
class OwnGridworld(gym.Env[Any, Any]):
    metadata: dict[str, Any] = {"render_modes": ["rgb_array"], "render_fps": 5}

    def __init__(self, layout, slip=0.2, rewards=Rewards(), render_mode=None):
        if not 0.0 <= slip <= 1.0:
            raise ValueError(f"slip is {slip}, expected a probability")
        self.layout, self.render_mode = layout, render_mode
        self.P = gridworlds.transition_table(layout, slip, rewards)
        self.start = "".join(layout).index("S")
        self.state = self.start
        n = len(layout)
        self.observation_space = spaces.Discrete(n * n)
        self.action_space = spaces.Discrete(4)
        self.initial_state_distrib = np.zeros(len(self.P))
        self.initial_state_distrib[self.start] = 1.0

    def reset(self, *, seed=None, options=None):
        super().reset(seed=seed)
        self.state = self.start
        return self.state, {}

    def step(self, action):
        outcomes = self.P[self.state][int(action)]
        k = self.np_random.choice(len(outcomes), p=[o[0] for o in outcomes])
        _, self.state, reward, terminated = outcomes[k]
        return int(self.state), float(reward), bool(terminated), False, {}

    def render(self):
        return gridworlds.picture(self.layout, self.state) if self.render_mode == "rgb_array" else None

# %% right="train" why="as the pseudocode has it, visits in an array, linear epsilon"
def train(
    env: gym.Env[Any, Any],
    snapshots_at: Sequence[int],
    gamma: float,
    rng: np.random.Generator,
) -> NDArray[np.float64]:
    n_states, n_actions = sizes_of(env)
    q = np.zeros((n_states, n_actions))
    visits = np.zeros((n_states, n_actions), dtype=int)
    n_episodes = snapshots_at[-1]
    snapshots = []
    if snapshots_at[0] == 0:
        snapshots.append(q.copy())
    for episode in range(n_episodes):
        epsilon = 0.9 + (0.05 - 0.9) * episode / max(n_episodes - 1, 1)
        if episode == 0:
            state, _ = env.reset(seed=int(rng.integers(2**31)))
        else:
            state, _ = env.reset()
        done = False
        while not done:
            if rng.random() < epsilon:
                action = int(rng.integers(n_actions))
            else:
                action = int(q[state].argmax())
            next_state, reward, terminated, truncated, _ = env.step(action)
            target = reward if terminated else reward + gamma * q[next_state].max()
            visits[state, action] += 1
            q[state, action] += visits[state, action] ** -0.6 * (target - q[state, action])
            state = next_state
            done = terminated or truncated
        if episode + 1 in snapshots_at:
            snapshots.append(q.copy())
    return np.array(snapshots)

# %% right="train" why="plain nested lists as the table, ties broken at random, snapshots written into an array made before"
def train(env, snapshots_at, gamma, rng):
    n_states, n_actions = sizes_of(env)
    q = [[0.0] * n_actions for _ in range(n_states)]
    seen = {}
    result = np.zeros((len(snapshots_at), n_states, n_actions), dtype=np.float64)
    place = {count: k for k, count in enumerate(snapshots_at)}
    last = int(snapshots_at[-1])
    epsilons = np.linspace(0.8, 0.05, last)

    def choose(state, epsilon):
        if rng.random() < epsilon:
            return int(rng.integers(n_actions))
        best = max(q[state])
        return int(rng.choice([a for a in range(n_actions) if q[state][a] == best]))

    for number, epsilon in enumerate(epsilons, start=1):
        seed = int(rng.integers(2**31)) if number == 1 else None
        observation = env.reset(seed=seed)[0]
        while True:
            state = int(observation)
            action = choose(state, epsilon)
            observation, reward, terminated, truncated, _ = env.step(action)
            future = 0.0 if terminated else max(q[int(observation)])
            n = seen[state, action] = seen.get((state, action), 0) + 1
            q[state][action] += (float(reward) + gamma * future - q[state][action]) / n**0.6
            if terminated or truncated:
                break
        if number in place:
            result[place[number]] = q
    return result

# %% right="train" why="a small learner class, a generator of tables, np.stack over itertools"
class _Learner:
    def __init__(self, env, gamma, rng):
        self.env, self.gamma, self.rng = env, gamma, rng
        self.q = np.zeros(sizes_of(env), dtype=np.float64)
        self.n = np.zeros(self.q.shape, dtype=np.int64)
        self.begun = False

    def _start(self):
        if self.begun:
            return self.env.reset()[0]
        self.begun = True
        return self.env.reset(seed=int(self.rng.integers(2**31)))[0]

    def episode(self, epsilon):
        s, over = int(self._start()), False
        while not over:
            explores = self.rng.uniform() < epsilon
            a = int(self.rng.integers(self.q.shape[1]) if explores else np.argmax(self.q[s]))
            t, r, terminated, truncated, _ = self.env.step(a)
            goal = float(r) + self.gamma * (1 - int(terminated)) * self.q[int(t)].max()
            self.n[s, a] += 1
            self.q[s, a] += (goal - self.q[s, a]) / self.n[s, a] ** 0.65
            s, over = int(t), terminated or truncated


def train(env, snapshots_at, gamma, rng):
    learner, tables_so_far, done = _Learner(env, gamma, rng), [], 0
    for goal in snapshots_at:
        while done < goal:
            learner.episode(max(0.1, 1.0 * (1 - done / snapshots_at[-1])))
            done += 1
        tables_so_far.append(learner.q.copy())
    return np.stack(tables_so_far)

# %% wrong="train" why="only terminated cuts the target, a time limit does not: done cuts it"
def train(env, snapshots_at, gamma, rng):
    q = np.zeros(sizes_of(env))
    visits = np.zeros(q.shape, dtype=int)
    snapshots, done_so_far = [], 0
    for goal in snapshots_at:
        while done_so_far < goal:
            epsilon = 0.6 - 0.55 * done_so_far / snapshots_at[-1]
            seed = int(rng.integers(2**31)) if done_so_far == 0 else None
            state, _ = env.reset(seed=seed)
            done = False
            while not done:
                action = int(rng.integers(q.shape[1])) if rng.random() < epsilon else int(q[state].argmax())
                following, reward, terminated, truncated, _ = env.step(action)
                done = terminated or truncated
                target = reward + (0.0 if done else gamma * q[following].max())
                visits[state, action] += 1
                q[state, action] += visits[state, action] ** -0.6 * (target - q[state, action])
                state = following
            done_so_far += 1
        snapshots.append(q.copy())
    return np.stack(snapshots)

# %% wrong="train" why="all of your randomness comes from rng: the exploring action is sampled by the action space"
def train(env, snapshots_at, gamma, rng):
    q = np.zeros(sizes_of(env))
    visits = np.zeros(q.shape, dtype=int)
    snapshots, done_so_far = [], 0
    for goal in snapshots_at:
        while done_so_far < goal:
            epsilon = 0.6 - 0.55 * done_so_far / snapshots_at[-1]
            seed = int(rng.integers(2**31)) if done_so_far == 0 else None
            state, _ = env.reset(seed=seed)
            done = False
            while not done:
                action = int(env.action_space.sample()) if rng.random() < epsilon else int(q[state].argmax())
                following, reward, terminated, truncated, _ = env.step(action)
                target = reward + (0.0 if terminated else gamma * q[following].max())
                visits[state, action] += 1
                q[state, action] += visits[state, action] ** -0.6 * (target - q[state, action])
                state, done = following, terminated or truncated
            done_so_far += 1
        snapshots.append(q.copy())
    return np.stack(snapshots)

# %% wrong="train" why="the environment's seed comes from rng too: it is always 0"
def train(env, snapshots_at, gamma, rng):
    q = np.zeros(sizes_of(env))
    visits = np.zeros(q.shape, dtype=int)
    snapshots, done_so_far = [], 0
    for goal in snapshots_at:
        while done_so_far < goal:
            epsilon = 0.6 - 0.55 * done_so_far / snapshots_at[-1]
            state, _ = env.reset(seed=0) if done_so_far == 0 else env.reset()
            done = False
            while not done:
                action = int(rng.integers(q.shape[1])) if rng.random() < epsilon else int(q[state].argmax())
                following, reward, terminated, truncated, _ = env.step(action)
                target = reward + (0.0 if terminated else gamma * q[following].max())
                visits[state, action] += 1
                q[state, action] += visits[state, action] ** -0.6 * (target - q[state, action])
                state, done = following, terminated or truncated
            done_so_far += 1
        snapshots.append(q.copy())
    return np.stack(snapshots)

# %% wrong="train" why="copies after each of the numbers in snapshots_at, whose first may be 0: the untouched table always comes along"
def train(env, snapshots_at, gamma, rng):
    q = np.zeros(sizes_of(env))
    visits = np.zeros(q.shape, dtype=int)
    snapshots = [q.copy()]
    for episode in range(1, snapshots_at[-1] + 1):
        epsilon = 0.6 - 0.55 * episode / snapshots_at[-1]
        state, _ = env.reset(seed=int(rng.integers(2**31))) if episode == 1 else env.reset()
        done = False
        while not done:
            action = int(rng.integers(q.shape[1])) if rng.random() < epsilon else int(q[state].argmax())
            following, reward, terminated, truncated, _ = env.step(action)
            target = reward + (0.0 if terminated else gamma * q[following].max())
            visits[state, action] += 1
            q[state, action] += visits[state, action] ** -0.6 * (target - q[state, action])
            state, done = following, terminated or truncated
        if episode in snapshots_at:
            snapshots.append(q.copy())
    return np.stack(snapshots)

# %% wrong="train" why="arguments are the caller's: snapshots_at is emptied on the way"
def train(env, snapshots_at, gamma, rng):
    q = np.zeros(sizes_of(env))
    visits = np.zeros(q.shape, dtype=int)
    snapshots, n_episodes, waiting = [], snapshots_at[-1], snapshots_at
    for episode in range(n_episodes + 1):
        if waiting and waiting[0] == episode:
            snapshots.append(q.copy())
            waiting.pop(0)
        if episode == n_episodes:
            break
        epsilon = 0.6 - 0.55 * episode / n_episodes
        state, _ = env.reset(seed=int(rng.integers(2**31))) if episode == 0 else env.reset()
        done = False
        while not done:
            action = int(rng.integers(q.shape[1])) if rng.random() < epsilon else int(q[state].argmax())
            following, reward, terminated, truncated, _ = env.step(action)
            target = reward + (0.0 if terminated else gamma * q[following].max())
            visits[state, action] += 1
            q[state, action] += visits[state, action] ** -0.6 * (target - q[state, action])
            state, done = following, terminated or truncated
    return np.stack(snapshots)

# %% wrong="train" why="gamma is an argument: the usual 0.98 is written into the target"
def train(env, snapshots_at, gamma, rng):
    q = np.zeros(sizes_of(env))
    visits = np.zeros(q.shape, dtype=int)
    snapshots, done_so_far = [], 0
    for goal in snapshots_at:
        while done_so_far < goal:
            epsilon = 0.6 - 0.55 * done_so_far / snapshots_at[-1]
            state, _ = env.reset(seed=int(rng.integers(2**31))) if done_so_far == 0 else env.reset()
            done = False
            while not done:
                action = int(rng.integers(q.shape[1])) if rng.random() < epsilon else int(q[state].argmax())
                following, reward, terminated, truncated, _ = env.step(action)
                target = reward + (0.0 if terminated else 0.98 * q[following].max())
                visits[state, action] += 1
                q[state, action] += visits[state, action] ** -0.6 * (target - q[state, action])
                state, done = following, terminated or truncated
            done_so_far += 1
        snapshots.append(q.copy())
    return np.stack(snapshots)

# %% wrong="train" why="all of your randomness comes from rng: the coin for exploring is thrown by np.random"
def train(env, snapshots_at, gamma, rng):
    q = np.zeros(sizes_of(env))
    visits = np.zeros(q.shape, dtype=int)
    snapshots, done_so_far = [], 0
    for goal in snapshots_at:
        while done_so_far < goal:
            epsilon = 0.6 - 0.55 * done_so_far / snapshots_at[-1]
            state, _ = env.reset(seed=int(rng.integers(2**31))) if done_so_far == 0 else env.reset()
            done = False
            while not done:
                action = int(rng.integers(q.shape[1])) if np.random.rand() < epsilon else int(q[state].argmax())
                following, reward, terminated, truncated, _ = env.step(action)
                target = reward + (0.0 if terminated else gamma * q[following].max())
                visits[state, action] += 1
                q[state, action] += visits[state, action] ** -0.6 * (target - q[state, action])
                state, done = following, terminated or truncated
            done_so_far += 1
        snapshots.append(q.copy())
    return np.stack(snapshots)

# %% wrong="train" why="an environment with discrete spaces, sizes_of gives the number of actions: four are taken for granted"
def train(env, snapshots_at, gamma, rng):
    n_states, _ = sizes_of(env)
    q = np.zeros((n_states, 4))
    visits = np.zeros(q.shape, dtype=int)
    snapshots, done_so_far = [], 0
    for goal in snapshots_at:
        while done_so_far < goal:
            epsilon = 0.6 - 0.55 * done_so_far / snapshots_at[-1]
            state, _ = env.reset(seed=int(rng.integers(2**31))) if done_so_far == 0 else env.reset()
            done = False
            while not done:
                action = int(rng.integers(4)) if rng.random() < epsilon else int(q[state].argmax())
                following, reward, terminated, truncated, _ = env.step(action)
                target = reward + (0.0 if terminated else gamma * q[following].max())
                visits[state, action] += 1
                q[state, action] += visits[state, action] ** -0.6 * (target - q[state, action])
                state, done = following, terminated or truncated
            done_so_far += 1
        snapshots.append(q.copy())
    return np.stack(snapshots)

# %% wrong="train" why="copies of the table: the same array in the list each time"
def train(env, snapshots_at, gamma, rng):
    q = np.zeros(sizes_of(env))
    visits = np.zeros(q.shape, dtype=int)
    snapshots, done_so_far = [], 0
    for goal in snapshots_at:
        while done_so_far < goal:
            epsilon = 0.6 - 0.55 * done_so_far / snapshots_at[-1]
            state, _ = env.reset(seed=int(rng.integers(2**31))) if done_so_far == 0 else env.reset()
            done = False
            while not done:
                action = int(rng.integers(q.shape[1])) if rng.random() < epsilon else int(q[state].argmax())
                following, reward, terminated, truncated, _ = env.step(action)
                target = reward + (0.0 if terminated else gamma * q[following].max())
                visits[state, action] += 1
                q[state, action] += visits[state, action] ** -0.6 * (target - q[state, action])
                state, done = following, terminated or truncated
            done_so_far += 1
        snapshots.append(q)
    return np.stack(snapshots)

# %% wrong="train" why="env.reset() in the others: a seed in each episode"
def train(env, snapshots_at, gamma, rng):
    q = np.zeros(sizes_of(env))
    visits = np.zeros(q.shape, dtype=int)
    snapshots, done_so_far = [], 0
    for goal in snapshots_at:
        while done_so_far < goal:
            epsilon = 0.6 - 0.55 * done_so_far / snapshots_at[-1]
            state, _ = env.reset(seed=int(rng.integers(2**31)))
            done = False
            while not done:
                action = int(rng.integers(q.shape[1])) if rng.random() < epsilon else int(q[state].argmax())
                following, reward, terminated, truncated, _ = env.step(action)
                target = reward + (0.0 if terminated else gamma * q[following].max())
                visits[state, action] += 1
                q[state, action] += visits[state, action] ** -0.6 * (target - q[state, action])
                state, done = following, terminated or truncated
            done_so_far += 1
        snapshots.append(q.copy())
    return np.stack(snapshots)

# %% wrong="train" why="Q-learning: takes the value of the action that it will take next (Sarsa), so that the estimate is that of the exploring policy"
def train(env, snapshots_at, gamma, rng):
    q = np.zeros(sizes_of(env))
    visits = np.zeros(q.shape, dtype=int)
    snapshots, done_so_far = [], 0

    def act(state, epsilon):
        return int(rng.integers(q.shape[1])) if rng.random() < epsilon else int(q[state].argmax())

    for goal in snapshots_at:
        while done_so_far < goal:
            epsilon = 0.6 - 0.55 * done_so_far / snapshots_at[-1]
            state, _ = env.reset(seed=int(rng.integers(2**31))) if done_so_far == 0 else env.reset()
            action, done = act(state, epsilon), False
            while not done:
                following, reward, terminated, truncated, _ = env.step(action)
                next_action = act(following, epsilon)
                target = reward + (0.0 if terminated else gamma * q[following, next_action])
                visits[state, action] += 1
                q[state, action] += visits[state, action] ** -0.6 * (target - q[state, action])
                state, action, done = following, next_action, terminated or truncated
            done_so_far += 1
        snapshots.append(q.copy())
    return np.stack(snapshots)

# %% right="policy_history" why="grid_policy on masked exact ties, squeeze=False"
def policy_history(
    snapshots: NDArray[np.float64], episodes: Sequence[int], layout: Sequence[str]
) -> Figure:
    cells = np.array([list(row) for row in layout])
    floor = (cells == ".") | (cells == "S")
    figure, axes = plt.subplots(
        1, len(snapshots), figsize=(3.2 * len(snapshots), 3.0), squeeze=False
    )
    for panel, q, count in zip(axes[0], snapshots, episodes, strict=True):
        best = q == q.max(axis=1, keepdims=True)
        best = best.reshape(*cells.shape, 4) & floor[:, :, None]
        plots.grid_policy(panel, best, walls=cells == "#")
        panel.set_title(f"after {count} episodes")
    return figure

# %% right="policy_history" why="bare Figure, arrows as signs in texts, ties within 1e-10, one panel below the other"
def policy_history(snapshots, episodes, layout):
    n_rows, n_columns = len(layout), len(layout[0])
    n = len(snapshots)
    figure = Figure(figsize=(0.9 * n_columns + 1, n * (0.9 * n_rows + 1)), layout="constrained")
    for k in range(n):
        axes = figure.add_subplot(n, 1, k + 1)
        axes.set(xlim=(-0.5, n_columns - 0.5), ylim=(n_rows - 0.5, -0.5), aspect="equal")
        axes.set(xlabel="column", ylabel="row", title=f"{episodes[k]} episodes")
        for state, letter in enumerate("".join(layout)):
            row, column = divmod(state, n_columns)
            if letter == "#":
                axes.add_patch(plt.Rectangle((column - 0.5, row - 0.5), 1, 1, color="0.6"))
            if letter not in (".", "S"):
                continue
            values = snapshots[k][state]
            for action, (sign, dx, dy) in enumerate(
                [("↑", 0, -0.27), ("→", 0.27, 0), ("↓", 0, 0.27), ("←", -0.27, 0)]
            ):
                if values.max() - values[action] < 1e-10:
                    axes.text(column + dx, row + dy, sign, ha="center", va="center", fontsize=14)
    return figure

# %% right="policy_history" why="quiver drawn by hand on an inverted axis, titles as texts of one subfigure grid, helper called _loss"
def _loss(table, letters):
    gap = table.max(axis=1)[:, None] - table
    return (gap <= 0.0) & np.isin(letters, [".", "S"])[:, None]


def policy_history(snapshots, episodes, layout):
    letters = np.array(list("".join(layout)))
    width = len(layout[0])
    fig = plt.figure(figsize=(3.5 * len(episodes), 3.5), layout="constrained")
    for index, (table, count) in enumerate(zip(snapshots, episodes, strict=True)):
        ax = fig.add_subplot(1, len(episodes), index + 1)
        state, action = np.nonzero(_loss(table, letters))
        dx = np.array([0.0, 1.0, 0.0, -1.0])[action]
        dy = np.array([-1.0, 0.0, 1.0, 0.0])[action]
        ax.quiver(
            state % width, state // width, 0.4 * dx, 0.4 * dy,
            angles="xy", scale_units="xy", scale=1, width=0.02,
        )
        for wall in np.flatnonzero(letters == "#"):
            ax.plot(wall % width, wall // width, "s", color="grey", markersize=12)
        ax.set_xlim(-0.6, width - 0.4)
        ax.set_ylim(len(layout) - 0.4, -0.6)
        ax.set_xlabel("column")
        ax.set_ylabel("row")
        ax.set_title(f"policy after {count:d} episodes", fontsize=9)
    return fig

# %% right="policy_history" why="panels in a grid of at most three columns, left-over axes removed, annotate arrows"
def policy_history(snapshots, episodes, layout):
    n = len(snapshots)
    n_across = min(n, 3)
    n_down = math.ceil(n / n_across)
    figure, grid = plt.subplots(n_down, n_across, figsize=(4 * n_across, 3.4 * n_down), squeeze=False)
    panels = grid.ravel().tolist()
    for spare in panels[n:]:
        spare.remove()
    for axes, q, number in zip(panels, snapshots, episodes, strict=False):
        axes.set_xlim(-0.5, len(layout[0]) - 0.5)
        axes.set_ylim(len(layout) - 0.5, -0.5)
        axes.set_xlabel("column of the world")
        axes.set_ylabel("row of the world")
        axes.set_title(f"after {number} episodes")
        for r, line in enumerate(layout):
            for c, letter in enumerate(line):
                if letter in "#GP":
                    axes.text(c, r, letter, ha="center", va="center", color="tab:red")
                    continue
                values = q[r * len(line) + c]
                for a in range(4):
                    if values[a] == max(values):
                        down, right = plots.CLIFF_ARROWS[a]
                        axes.annotate(
                            "",
                            xy=(c + 0.42 * right, r + 0.42 * down),
                            xytext=(c, r),
                            arrowprops={"arrowstyle": "->", "color": "black"},
                        )
    return figure

# %% wrong="policy_history" why="what differs by more than 1e-9 is not equally good: np.isclose allows a relative 1e-5"
def policy_history(snapshots, episodes, layout):
    cells = np.array([list(row) for row in layout])
    floor = np.isin(cells, [".", "S"])
    figure, axes = plt.subplots(1, len(snapshots), figsize=(3.2 * len(snapshots), 3.0), squeeze=False)
    for panel, q, count in zip(axes[0], snapshots, episodes, strict=True):
        best = np.isclose(q, q.max(axis=1, keepdims=True)).reshape(*cells.shape, 4)
        plots.grid_policy(panel, best & floor[:, :, None], walls=cells == "#")
        panel.set_title(f"after {count} episodes")
    return figure

# %% wrong="policy_history" why="an arrow in each cell of floor: the tolerance is relative, and where all values are negative none is left"
def policy_history(snapshots, episodes, layout):
    cells = np.array([list(row) for row in layout])
    floor = np.isin(cells, [".", "S"])
    figure, axes = plt.subplots(1, len(snapshots), figsize=(3.2 * len(snapshots), 3.0), squeeze=False)
    for panel, q, count in zip(axes[0], snapshots, episodes, strict=True):
        best = q >= (1 - 1e-12) * q.max(axis=1, keepdims=True)
        plots.grid_policy(panel, best.reshape(*cells.shape, 4) & floor[:, :, None], walls=cells == "#")
        panel.set_title(f"after {count} episodes")
    return figure

# %% wrong="policy_history" why="snapshots are not changed: the rows that are no floor are overwritten"
def policy_history(snapshots, episodes, layout):
    cells = np.array([list(row) for row in layout])
    no_floor = ~np.isin(cells, [".", "S"])
    figure, axes = plt.subplots(1, len(snapshots), figsize=(3.2 * len(snapshots), 3.0), squeeze=False)
    for panel, q, count in zip(axes[0], snapshots, episodes, strict=True):
        q[no_floor.ravel()] = np.nan
        best = q == q.max(axis=1, keepdims=True)
        plots.grid_policy(panel, best.reshape(*cells.shape, 4), walls=cells == "#")
        panel.set_title(f"after {count} episodes")
    return figure

# %% wrong="policy_history" why="one panel for each snapshot, and one alone is a snapshot too: plt.subplots gives no array then"
def policy_history(snapshots, episodes, layout):
    cells = np.array([list(row) for row in layout])
    floor = np.isin(cells, [".", "S"])
    figure, axes = plt.subplots(1, len(snapshots), figsize=(3.2 * len(snapshots), 3.0))
    for panel, q, count in zip(axes, snapshots, episodes, strict=True):
        best = q == q.max(axis=1, keepdims=True)
        plots.grid_policy(panel, best.reshape(*cells.shape, 4) & floor[:, :, None], walls=cells == "#")
        panel.set_title(f"after {count} episodes")
    return figure

# %% wrong="policy_history" why="one panel for each snapshot: two columns, and an odd number leaves an empty panel in view"
def policy_history(snapshots, episodes, layout):
    cells = np.array([list(row) for row in layout])
    floor = np.isin(cells, [".", "S"])
    n_down = (len(snapshots) + 1) // 2
    figure, axes = plt.subplots(n_down, 2, figsize=(7.0, 3.2 * n_down), squeeze=False)
    for panel, q, count in zip(axes.ravel(), snapshots, episodes, strict=False):
        best = q == q.max(axis=1, keepdims=True)
        plots.grid_policy(panel, best.reshape(*cells.shape, 4) & floor[:, :, None], walls=cells == "#")
        panel.set_title(f"after {count} episodes")
    return figure

# %% wrong="policy_history" why="a title that holds the number of episodes: the first panel says untouched instead"
def policy_history(snapshots, episodes, layout):
    cells = np.array([list(row) for row in layout])
    floor = np.isin(cells, [".", "S"])
    figure, axes = plt.subplots(1, len(snapshots), figsize=(3.2 * len(snapshots), 3.0), squeeze=False)
    for k, (panel, q) in enumerate(zip(axes[0], snapshots, strict=True)):
        best = q == q.max(axis=1, keepdims=True)
        plots.grid_policy(panel, best.reshape(*cells.shape, 4) & floor[:, :, None], walls=cells == "#")
        panel.set_title("untouched" if k == 0 else f"after {episodes[k]} episodes")
    return figure

# %% wrong="policy_history" why="several arrows where several are equally good: argmax gives one"
def policy_history(snapshots, episodes, layout):
    cells = np.array([list(row) for row in layout])
    floor = np.isin(cells, [".", "S"])
    figure, axes = plt.subplots(1, len(snapshots), figsize=(3.2 * len(snapshots), 3.0), squeeze=False)
    for panel, q, count in zip(axes[0], snapshots, episodes, strict=True):
        best = np.eye(4, dtype=bool)[q.argmax(axis=1)]
        plots.grid_policy(panel, best.reshape(*cells.shape, 4) & floor[:, :, None], walls=cells == "#")
        panel.set_title(f"after {count} episodes")
    return figure

# %% wrong="policy_history" why="no arrows in goals and pits: only walls are left out"
def policy_history(snapshots, episodes, layout):
    cells = np.array([list(row) for row in layout])
    figure, axes = plt.subplots(1, len(snapshots), figsize=(3.2 * len(snapshots), 3.0), squeeze=False)
    for panel, q, count in zip(axes[0], snapshots, episodes, strict=True):
        best = q == q.max(axis=1, keepdims=True)
        plots.grid_policy(panel, best.reshape(*cells.shape, 4), walls=cells == "#")
        panel.set_title(f"after {count} episodes")
    return figure

# %% wrong="policy_history" why="values that differ by more than 1e-9 are not equally good: compared after rounding to three digits"
def policy_history(snapshots, episodes, layout):
    cells = np.array([list(row) for row in layout])
    floor = np.isin(cells, [".", "S"])
    figure, axes = plt.subplots(1, len(snapshots), figsize=(3.2 * len(snapshots), 3.0), squeeze=False)
    for panel, q, count in zip(axes[0], snapshots, episodes, strict=True):
        values = q.round(3)
        best = values == values.max(axis=1, keepdims=True)
        plots.grid_policy(panel, best.reshape(*cells.shape, 4) & floor[:, :, None], walls=cells == "#")
        panel.set_title(f"after {count} episodes")
    return figure

# %% wrong="policy_history" why="an arrow in each cell of floor of a world that need not be square: states are placed by the number of rows"
def policy_history(snapshots, episodes, layout):
    n_rows, n_columns = len(layout), len(layout[0])
    letters = "".join(layout)
    figure, axes = plt.subplots(1, len(snapshots), figsize=(3.2 * len(snapshots), 3.0), squeeze=False)
    for panel, q, count in zip(axes[0], snapshots, episodes, strict=True):
        panel.set(xlim=(-0.5, n_columns - 0.5), ylim=(n_rows - 0.5, -0.5), xlabel="column", ylabel="row")
        for state, letter in enumerate(letters):
            row, column = divmod(state, n_rows)
            for action in range(4):
                if letter in ".S" and q[state, action] == q[state].max():
                    down, right = plots.CLIFF_ARROWS[action]
                    panel.quiver(column, row, right, down, angles="xy", scale_units="xy", scale=2.5)
        panel.set_title(f"after {count} episodes")
    return figure

# %% right="predicted_ways" why="a plain dictionary"
def predicted_ways() -> dict[float, str]:
    """Return what you expect the best policy to do."""
    return {-0.1: "detour", -2.0: "bridge", -20.0: "pit", 0.5: "stay"}

# %% right="predicted_ways" why="dict of pairs, some keys whole numbers"
def predicted_ways():
    rewards = [0.5, -20, -2, -0.1]
    words = ["stay", "pit", "bridge", "detour"]
    return dict(zip(rewards, words, strict=True))

# %% right="predicted_ways" why="the sum on paper, written as code: rough values of four plans"
def predicted_ways():
    def plans(r):
        survives = 0.9**3
        return {
            "detour": 12 * r + 10,
            "bridge": 6 * r + 10 * survives - 10 * (1 - survives),
            "pit": 2 * r - 10,
            "stay": r / (1 - 0.98),
        }

    ways = {}
    for r in (-0.1, -2.0, -20.0, 0.5):
        values = plans(r)
        ways[r] = max(values, key=values.get)
    return ways

# %% wrong="predicted_ways" why="what the best policy does at -2: the detour is thought to be worth it still"
def predicted_ways():
    return {-0.1: "detour", -2.0: "detour", -20.0: "bridge", 0.5: "stay"}

# %% wrong="predicted_ways" why="what the best policy does at -20: each further step hurts more than a pit, the bridge is too long"
def predicted_ways():
    return {-0.1: "detour", -2.0: "bridge", -20.0: "bridge", 0.5: "stay"}

# %% wrong="predicted_ways" why="what the best policy does at +0.5: the goal's 10 is thought to be more than the endless sum of 25"
def predicted_ways():
    return {-0.1: "detour", -2.0: "bridge", -20.0: "pit", 0.5: "detour"}

# %% wrong="predicted_ways" why="what the best policy does at -2: in a hurry it is thought to jump into the pit"
def predicted_ways():
    return {-0.1: "detour", -2.0: "pit", -20.0: "pit", 0.5: "stay"}

# %% wrong="predicted_ways" why="what the best policy does at -20: at so high a price it is thought to give up and stay"
def predicted_ways():
    return {-0.1: "detour", -2.0: "bridge", -20.0: "stay", 0.5: "stay"}

# %% wrong="predicted_ways" why="it is a prediction, bridge_q and way_of have no place in it"
def predicted_ways():
    return {r: way_of(bridge_q(r)) for r in (-0.1, -2.0, -20.0, 0.5)}

# %% wrong="predicted_ways" why="all four must be there: the one that was seen already is left out"
def predicted_ways():
    return {-2.0: "bridge", -20.0: "pit", 0.5: "stay"}
