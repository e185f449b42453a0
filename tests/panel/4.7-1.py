# %% right="my_layout" why="a list of strings, a castle"
def my_layout() -> list[str]:
    return [
        "S......",
        ".#####.",
        ".#...#.",
        ".#.P.#.",
        ".#.#.#.",
        "...#G#.",
        "P#####.",
    ]


# %% right="my_layout" why="one text split into lines, a swamp with two goals"
def my_layout() -> list[str]:
    drawing = """
        ########
        #.S...P#
        #.##...#
        #.P.#..#
        #...#.P#
        ##.....#
        #G.##.G#
        ########
    """
    return drawing.split()


# %% right="my_layout" why="rows built by a loop: a snake with pits, helper called _sample"
def _sample(row):
    if row % 2 == 0:
        return "." * 9
    return "########." if row % 4 == 1 else ".########"


def my_layout() -> list[str]:
    rows = [_sample(row) for row in range(9)]
    rows[0] = "S" + rows[0][1:]
    rows[-1] = "....G...P"
    return rows


# %% right="my_layout" why="a NumPy array of letters, written cell by cell, 12 by 5"
def my_layout() -> list[str]:
    cells = np.full((12, 5), ".")
    cells[2, :4] = cells[5, 1:] = cells[8, :4] = "#"
    cells[10, 2] = "P"
    cells[0, 0], cells[11, 0] = "S", "G"
    return ["".join(str(letter) for letter in row) for row in cells]


# %% wrong="my_layout" why="at least 1 pit: there is none"
def my_layout() -> list[str]:
    return ["S......", ".#####.", ".#...#.", ".#.#.#.", "...#..G"]


# %% wrong="my_layout" why="at least 5 walls: there are four"
def my_layout() -> list[str]:
    return ["S.....", "..##..", "......", "..##..", "P.....", ".....G"]


# %% wrong="my_layout" why="at least 8 steps for the shortest way: it needs 7"
def my_layout() -> list[str]:
    return ["S...#.", ".##...", ".#P.#.", "....G.", "##....", "#....."]


# %% wrong="my_layout" why="a way to a goal from every cell of floor: one corner is walled in"
def my_layout() -> list[str]:
    return ["S......", ".#####.", ".#.P.#.", ".#####.", ".#.....", ".....#G"]


# %% wrong="my_layout" why="a way to a goal from every cell: one cell's only way leads through a pit, which ends the episode"
def my_layout() -> list[str]:
    return ["S....P.", "####.##", ".......", ".######", "......G"]


# %% wrong="my_layout" why="at least 15 cells of floor: there are 14, with the start"
def my_layout() -> list[str]:
    return ["S....", "####.", ".....", ".####", "..GP#"]


# %% wrong="my_layout" why="at least 8 steps: a second goal is two steps away"
def my_layout() -> list[str]:
    return ["S......", ".#####.", "G#...#.", ".#.P.#.", "...#.#.", "P#####G"]


# %% wrong="my_layout" why="a way to a goal from every cell of floor: from the start too, which is cut off by pits"
def my_layout() -> list[str]:
    return ["S.P....", "..P.##.", "PPP.#..", "....##.", ".#..#.G", "......."]


# %% wrong="my_layout" why="5 to 12 columns: there are 13"
def my_layout() -> list[str]:
    return ["S............", "############.", ".............", ".############", "...........GP"]


# %% wrong="my_layout" why="exactly one start: there are two"
def my_layout() -> list[str]:
    return ["S.....S", ".#####.", ".#...#.", ".#.P.#.", "...#..G"]


# %% right="transition_table" why="nested loops, each outcome listed apart"
def transition_table(layout: Sequence[str], slip: float, rewards: Rewards) -> Table:
    n_rows, n_columns = len(layout), len(layout[0])

    def neighbour(row: int, column: int, direction: int) -> tuple[int, int]:
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
                for turn, share in ((0, 1 - slip), (1, slip / 2), (-1, slip / 2)):
                    r, c = neighbour(row, column, (action + turn) % 4)
                    letter = layout[r][c]
                    reward = {"G": rewards.goal, "P": rewards.pit}.get(letter, rewards.step)
                    outcomes.append((share, r * n_columns + c, reward, letter in "GP"))
                table[state][action] = outcomes
    return table


# %% right="transition_table" why="a frame of walls around the world, outcomes merged, none of probability 0"
def transition_table(layout, slip, rewards):
    width = len(layout[0])
    framed = "#" * (width + 2) + "".join(f"#{row}#" for row in layout) + "#" * (width + 2)
    jumps = [-(width + 2), 1, width + 2, -1]

    def number(place):
        row, column = divmod(place, width + 2)
        return (row - 1) * width + column - 1

    def worth(letter):
        if letter == "G":
            return float(rewards.goal), True
        if letter == "P":
            return float(rewards.pit), True
        return float(rewards.step), False

    table = {}
    for row in range(len(layout)):
        for column in range(width):
            place = (row + 1) * (width + 2) + column + 1
            state = number(place)
            if framed[place] not in ".S":
                table[state] = {a: [(1.0, state, 0.0, True)] for a in range(4)}
                continue
            landings = [place if framed[place + j] == "#" else place + j for j in jumps]
            entry = {}
            for a in range(4):
                shares = {}
                for side, p in ((a, 1.0 - slip), ((a + 1) % 4, slip / 2), ((a + 3) % 4, slip / 2)):
                    shares[landings[side]] = shares.get(landings[side], 0.0) + p
                entry[a] = [(p, number(x), *worth(framed[x])) for x, p in shares.items() if p > 0]
            table[state] = entry
    return table


# %% right="transition_table" why="NumPy arrays for all landings, dictionary comprehension at the end"
def transition_table(layout: Sequence[str], slip: float, rewards: Rewards) -> Table:
    letters = np.array([list(row) for row in layout])
    padded = np.pad(letters, 1, constant_values="#")
    index = np.arange(letters.size).reshape(letters.shape)
    R, C = letters.shape
    landing = np.empty((4, R, C), dtype=int)
    for d, (dr, dc) in enumerate([(-1, 0), (0, 1), (1, 0), (0, -1)]):
        ahead = padded[1 + dr : 1 + dr + R, 1 + dc : 1 + dc + C]
        landing[d] = np.where(ahead == "#", index, index + dr * C + dc)
    landing = landing.reshape(4, -1).tolist()
    flat = letters.ravel().tolist()
    pay = {".": rewards.step, "S": rewards.step, "G": rewards.goal, "P": rewards.pit}

    def outcome(p, s):
        return (p, s, pay[flat[s]], flat[s] in ("G", "P"))

    return {
        s: {
            a: [
                outcome(1 - slip, landing[a][s]),
                outcome(slip / 2, landing[a - 1][s]),
                outcome(slip / 2, landing[(a + 1) % 4][s]),
            ]
            if flat[s] in ".S"
            else [(1.0, s, 0.0, True)]
            for a in range(4)
        }
        for s in range(R * C)
    }


# %% right="transition_table" why="complex numbers as places, a small class as helper"
class _model:
    def __init__(self, layout):
        self.letters = {
            complex(c, r): letter for r, row in enumerate(layout) for c, letter in enumerate(row)
        }
        self.number = {place: i for i, place in enumerate(self.letters)}

    def go(self, place, direction):
        ahead = place + (-1j, 1, 1j, -1)[direction]
        return ahead if self.letters.get(ahead, "#") != "#" else place


def transition_table(layout: Sequence[str], slip: float, rewards: Rewards) -> Table:
    world, table = _model(layout), {}
    for place, letter in world.letters.items():
        state = world.number[place]
        if letter in {"#", "G", "P"}:
            table[state] = {a: [(1.0, state, 0.0, True)] for a in range(4)}
            continue
        table[state] = {a: [] for a in range(4)}
        for a in range(4):
            for side in (a, (a - 1) % 4, (a + 1) % 4):
                reached = world.go(place, side)
                kind = world.letters[reached]
                p = 1.0 - slip if side == a else 0.5 * slip
                r = rewards.goal if kind == "G" else rewards.pit if kind == "P" else rewards.step
                table[state][a].append((p, world.number[reached], r, kind in "GP"))
    return table


# %% wrong="transition_table" why="rewards say what a step brings: the numbers of Rewards() are written out"
def transition_table(layout: Sequence[str], slip: float, rewards: Rewards) -> Table:
    n_rows, n_columns = len(layout), len(layout[0])
    pays = {"G": 10.0, "P": -10.0, ".": -0.1, "S": -0.1}
    table: Table = {}
    for state in range(n_rows * n_columns):
        row, column = divmod(state, n_columns)
        table[state] = {}
        for action in range(4):
            if layout[row][column] in "#GP":
                table[state][action] = [(1.0, state, 0.0, True)]
                continue
            outcomes = []
            for turn, share in ((0, 1 - slip), (1, slip / 2), (-1, slip / 2)):
                down, right = plots.CLIFF_ARROWS[(action + turn) % 4]
                r, c = row + down, column + right
                if not (0 <= r < n_rows and 0 <= c < n_columns) or layout[r][c] == "#":
                    r, c = row, column
                letter = layout[r][c]
                outcomes.append((share, r * n_columns + c, pays[letter], letter in "GP"))
            table[state][action] = outcomes
    return table


# %% wrong="transition_table" why="an entry for every cell and each of the four actions: walls have empty ones"
def transition_table(layout: Sequence[str], slip: float, rewards: Rewards) -> Table:
    n_rows, n_columns = len(layout), len(layout[0])
    pays = {"G": rewards.goal, "P": rewards.pit, ".": rewards.step, "S": rewards.step}
    table: Table = {state: {} for state in range(n_rows * n_columns)}
    for state in table:
        row, column = divmod(state, n_columns)
        if layout[row][column] == "#":
            continue
        for action in range(4):
            if layout[row][column] in "GP":
                table[state][action] = [(1.0, state, 0.0, True)]
                continue
            outcomes = []
            for turn, share in ((0, 1 - slip), (1, slip / 2), (-1, slip / 2)):
                down, right = plots.CLIFF_ARROWS[(action + turn) % 4]
                r, c = row + down, column + right
                if not (0 <= r < n_rows and 0 <= c < n_columns) or layout[r][c] == "#":
                    r, c = row, column
                letter = layout[r][c]
                outcomes.append((share, r * n_columns + c, pays[letter], letter in "GP"))
            table[state][action] = outcomes
    return table


# %% wrong="transition_table" why="in walls, goals and pits a single outcome: one can climb out of a pit"
def transition_table(layout: Sequence[str], slip: float, rewards: Rewards) -> Table:
    n_rows, n_columns = len(layout), len(layout[0])
    pays = {"G": rewards.goal, "P": rewards.pit, ".": rewards.step, "S": rewards.step}
    table: Table = {}
    for state in range(n_rows * n_columns):
        row, column = divmod(state, n_columns)
        table[state] = {}
        for action in range(4):
            if layout[row][column] in "#G":
                table[state][action] = [(1.0, state, 0.0, True)]
                continue
            outcomes = []
            for turn, share in ((0, 1 - slip), (1, slip / 2), (-1, slip / 2)):
                down, right = plots.CLIFF_ARROWS[(action + turn) % 4]
                r, c = row + down, column + right
                if not (0 <= r < n_rows and 0 <= c < n_columns) or layout[r][c] == "#":
                    r, c = row, column
                letter = layout[r][c]
                outcomes.append((share, r * n_columns + c, pays[letter], letter in "GP"))
            table[state][action] = outcomes
    return table


# %% wrong="transition_table" why="the state is r n + c with n columns: the number of rows is used"
def transition_table(layout: Sequence[str], slip: float, rewards: Rewards) -> Table:
    n = len(layout)
    pays = {"G": rewards.goal, "P": rewards.pit, ".": rewards.step, "S": rewards.step}
    table: Table = {}
    for row, line in enumerate(layout):
        for column, here in enumerate(line):
            state = row * n + column
            table[state] = {}
            for action in range(4):
                if here in "#GP":
                    table[state][action] = [(1.0, state, 0.0, True)]
                    continue
                outcomes = []
                for turn, share in ((0, 1 - slip), (1, slip / 2), (-1, slip / 2)):
                    down, right = plots.CLIFF_ARROWS[(action + turn) % 4]
                    r, c = row + down, column + right
                    if not (0 <= r < n and 0 <= c < len(line)) or layout[r][c] == "#":
                        r, c = row, column
                    outcomes.append((share, r * n + c, pays[layout[r][c]], layout[r][c] in "GP"))
                table[state][action] = outcomes
    return table


# %% wrong="transition_table" why="a goal, at least one: only the first goal is one, the others are floor"
def transition_table(layout: Sequence[str], slip: float, rewards: Rewards) -> Table:
    n_rows, n_columns = len(layout), len(layout[0])
    letters = "".join(layout)
    goal, pits = letters.index("G"), {i for i, x in enumerate(letters) if x == "P"}

    def land(row, column, direction):
        down, right = plots.CLIFF_ARROWS[direction]
        r, c = row + down, column + right
        if not (0 <= r < n_rows and 0 <= c < n_columns) or layout[r][c] == "#":
            r, c = row, column
        s = r * n_columns + c
        if s == goal:
            return s, rewards.goal, True
        return (s, rewards.pit, True) if s in pits else (s, rewards.step, False)

    table: Table = {}
    for state, letter in enumerate(letters):
        table[state] = {}
        for a in range(4):
            if letter == "#" or state == goal or state in pits:
                table[state][a] = [(1.0, state, 0.0, True)]
            else:
                at = divmod(state, n_columns)
                table[state][a] = [
                    (1 - slip, *land(*at, a)),
                    (slip / 2, *land(*at, (a + 1) % 4)),
                    (slip / 2, *land(*at, (a - 1) % 4)),
                ]
    return table


# %% wrong="transition_table" why="probabilities sum to 1: the sides are rounded to two digits"
def transition_table(layout: Sequence[str], slip: float, rewards: Rewards) -> Table:
    n_rows, n_columns = len(layout), len(layout[0])
    pays = {"G": rewards.goal, "P": rewards.pit, ".": rewards.step, "S": rewards.step}
    aside = round(slip / 2, 2)
    table: Table = {}
    for state in range(n_rows * n_columns):
        row, column = divmod(state, n_columns)
        table[state] = {}
        for action in range(4):
            if layout[row][column] in "#GP":
                table[state][action] = [(1.0, state, 0.0, True)]
                continue
            outcomes = []
            for turn, share in ((0, round(1 - slip, 2)), (1, aside), (-1, aside)):
                down, right = plots.CLIFF_ARROWS[(action + turn) % 4]
                r, c = row + down, column + right
                if not (0 <= r < n_rows and 0 <= c < n_columns) or layout[r][c] == "#":
                    r, c = row, column
                letter = layout[r][c]
                outcomes.append((share, r * n_columns + c, pays[letter], letter in "GP"))
            table[state][action] = outcomes
    return table


# %% wrong="transition_table" why="a move out of the grid leaves you where you are: left of column 0 and above row 0 Python's negative indices wrap round"
def transition_table(layout: Sequence[str], slip: float, rewards: Rewards) -> Table:
    n_rows, n_columns = len(layout), len(layout[0])
    pays = {"G": rewards.goal, "P": rewards.pit, ".": rewards.step, "S": rewards.step}
    table: Table = {}
    for state in range(n_rows * n_columns):
        row, column = divmod(state, n_columns)
        table[state] = {}
        for action in range(4):
            if layout[row][column] in "#GP":
                table[state][action] = [(1.0, state, 0.0, True)]
                continue
            outcomes = []
            for turn, share in ((0, 1 - slip), (1, slip / 2), (-1, slip / 2)):
                down, right = plots.CLIFF_ARROWS[(action + turn) % 4]
                r, c = row + down, column + right
                try:
                    if layout[r][c] == "#":
                        r, c = row, column
                except IndexError:
                    r, c = row, column
                letter = layout[r][c]
                at = r % n_rows * n_columns + c % n_columns
                outcomes.append((share, at, pays[letter], letter in "GP"))
            table[state][action] = outcomes
    return table


# %% wrong="transition_table" why="to one of the two sides, each with slip / 2: each has slip"
def transition_table(layout: Sequence[str], slip: float, rewards: Rewards) -> Table:
    n_rows, n_columns = len(layout), len(layout[0])
    pays = {"G": rewards.goal, "P": rewards.pit, ".": rewards.step, "S": rewards.step}
    table: Table = {}
    for state in range(n_rows * n_columns):
        row, column = divmod(state, n_columns)
        table[state] = {}
        for action in range(4):
            if layout[row][column] in "#GP":
                table[state][action] = [(1.0, state, 0.0, True)]
                continue
            outcomes = []
            for turn, share in ((0, 1 - 2 * slip), (1, slip), (-1, slip)):
                down, right = plots.CLIFF_ARROWS[(action + turn) % 4]
                r, c = row + down, column + right
                if not (0 <= r < n_rows and 0 <= c < n_columns) or layout[r][c] == "#":
                    r, c = row, column
                letter = layout[r][c]
                outcomes.append((share, r * n_columns + c, pays[letter], letter in "GP"))
            table[state][action] = outcomes
    return table


# %% wrong="transition_table" why="reward depends on the cell in which you end up: the reward of a bump is that of no step, 0"
def transition_table(layout: Sequence[str], slip: float, rewards: Rewards) -> Table:
    n_rows, n_columns = len(layout), len(layout[0])
    pays = {"G": rewards.goal, "P": rewards.pit, ".": rewards.step, "S": rewards.step}
    table: Table = {}
    for state in range(n_rows * n_columns):
        row, column = divmod(state, n_columns)
        table[state] = {}
        for action in range(4):
            if layout[row][column] in "#GP":
                table[state][action] = [(1.0, state, 0.0, True)]
                continue
            outcomes = []
            for turn, share in ((0, 1 - slip), (1, slip / 2), (-1, slip / 2)):
                down, right = plots.CLIFF_ARROWS[(action + turn) % 4]
                r, c = row + down, column + right
                if not (0 <= r < n_rows and 0 <= c < n_columns) or layout[r][c] == "#":
                    outcomes.append((share, state, 0.0, False))
                    continue
                letter = layout[r][c]
                outcomes.append((share, r * n_columns + c, pays[letter], letter in "GP"))
            table[state][action] = outcomes
    return table


# %% wrong="transition_table" why="never backwards: the slip is shared by all three other directions where it exceeds one half"
def transition_table(layout: Sequence[str], slip: float, rewards: Rewards) -> Table:
    n_rows, n_columns = len(layout), len(layout[0])
    pays = {"G": rewards.goal, "P": rewards.pit, ".": rewards.step, "S": rewards.step}
    turns = {0: 1 - slip, 1: slip / 2, -1: slip / 2}
    if slip > 0.5:
        turns = {0: 1 - slip, 1: slip / 3, -1: slip / 3, 2: slip / 3}
    table: Table = {}
    for state in range(n_rows * n_columns):
        row, column = divmod(state, n_columns)
        table[state] = {}
        for action in range(4):
            if layout[row][column] in "#GP":
                table[state][action] = [(1.0, state, 0.0, True)]
                continue
            outcomes = []
            for turn, share in turns.items():
                down, right = plots.CLIFF_ARROWS[(action + turn) % 4]
                r, c = row + down, column + right
                if not (0 <= r < n_rows and 0 <= c < n_columns) or layout[r][c] == "#":
                    r, c = row, column
                letter = layout[r][c]
                outcomes.append((share, r * n_columns + c, pays[letter], letter in "GP"))
            table[state][action] = outcomes
    return table


# %% right="draw_world" why="plain colours and a disc"
def draw_world(layout: Sequence[str], state: int, cell: int = 32) -> NDArray[np.uint8]:
    rows, columns = len(layout), len(layout[0])
    colours = {
        "#": (60, 60, 60),
        ".": (235, 230, 215),
        "S": (200, 215, 240),
        "G": (40, 160, 90),
        "P": (120, 20, 30),
    }
    image = np.zeros((rows * cell, columns * cell, 3), dtype=np.uint8)
    for r in range(rows):
        for c in range(columns):
            tile = image[r * cell : (r + 1) * cell, c * cell : (c + 1) * cell]
            tile[:] = colours[layout[r][c]]
            if r * columns + c == state:
                tile[disc(cell, 0.35)] = (20, 80, 250)
                tile[disc(cell, 0.15)] = (255, 255, 255)
    return image


# %% right="draw_world" why="np.repeat of a small picture, the agent inverts a square of its cell"
def draw_world(layout, state, cell=32):
    palette = {"#": (90, 50, 30), ".": (250, 250, 240), "S": (250, 250, 240), "G": (250, 200, 0), "P": (0, 0, 0)}
    small = np.array([[palette[x] for x in row] for row in layout], dtype=np.uint8)
    big = small.repeat(cell, axis=0).repeat(cell, axis=1)
    r, c = divmod(int(state), len(layout[0]))
    m = cell // 4
    inner = np.s_[r * cell + m : (r + 1) * cell - m, c * cell + m : (c + 1) * cell - m]
    big[inner] = 255 - big[inner]
    return big


# %% right="draw_world" why="Pillow draws shapes, a white-rimmed agent"
from PIL import Image, ImageDraw


def draw_world(layout: Sequence[str], state: int, cell: int = 32) -> NDArray[np.uint8]:
    width = len(layout[0])
    picture = Image.new("RGB", (width * cell, len(layout) * cell), "beige")
    pen = ImageDraw.Draw(picture)
    for number, letter in enumerate("".join(layout)):
        top, left = (cell * k for k in divmod(number, width))
        box = (left, top, left + cell - 1, top + cell - 1)
        inner = (left + cell // 8, top + cell // 8, left + cell - 1 - cell // 8, top + cell - 1 - cell // 8)
        if letter == "#":
            pen.rectangle(box, fill="saddlebrown")
        elif letter == "P":
            pen.ellipse(inner, fill="black")
        elif letter == "G":
            pen.rectangle(inner, fill="limegreen")
        if number == state:
            third = cell // 3
            pen.ellipse((left + third, top + cell // 5, left + cell - third, top + cell - cell // 5), fill="blue", outline="white")
    return np.array(picture)


# %% right="draw_world" why="tiles made once by a helper called _model, stacked with np.block-like concatenation"
def _model(letter, cell, has_agent):
    tile = np.full((cell, cell, 3), 240, dtype=np.uint8)
    stripes = (np.arange(cell) // max(1, cell // 8)) % 2 == 0
    if letter == "#":
        tile[stripes] = (150, 80, 70)
        tile[~stripes] = (180, 110, 100)
    elif letter == "P":
        tile[disc(cell, 0.45)] = (30, 30, 30)
    elif letter == "G":
        tile[disc(cell, 0.45)] = (0, 158, 115)
        tile[disc(cell, 0.2)] = 240
    if has_agent:
        tile[disc(cell, 0.3)] = (230, 120, 0)
        tile[disc(cell, 0.06, 0.4, 0.4) | disc(cell, 0.06, 0.4, 0.6)] = 0
    return tile


def draw_world(layout: Sequence[str], state: int, cell: int = 32) -> NDArray[np.uint8]:
    n = len(layout[0])
    bands = [
        np.concatenate([_model(x, cell, r * n + c == state) for c, x in enumerate(line)], axis=1)
        for r, line in enumerate(layout)
    ]
    return np.concatenate(bands, axis=0)


# %% wrong="draw_world" why="the agent must be visible in a goal too: both are green"
def draw_world(layout: Sequence[str], state: int, cell: int = 32) -> NDArray[np.uint8]:
    rows, columns = len(layout), len(layout[0])
    colours = {"#": (60, 60, 60), ".": (235, 230, 215), "S": (235, 230, 215), "G": (0, 150, 80), "P": (160, 20, 30)}
    image = np.zeros((rows * cell, columns * cell, 3), dtype=np.uint8)
    for number, letter in enumerate("".join(layout)):
        r, c = divmod(number, columns)
        tile = image[r * cell : (r + 1) * cell, c * cell : (c + 1) * cell]
        tile[:] = colours[letter]
        if number == state:
            tile[disc(cell, 0.35)] = (0, 150, 80)
    return image


# %% wrong="draw_world" why="the agent must be visible in a goal and in a pit too: it is drawn on floor only"
def draw_world(layout: Sequence[str], state: int, cell: int = 32) -> NDArray[np.uint8]:
    rows, columns = len(layout), len(layout[0])
    image = np.zeros((rows * cell, columns * cell, 3), dtype=np.uint8)
    for number, letter in enumerate("".join(layout)):
        r, c = divmod(number, columns)
        tile = image[r * cell : (r + 1) * cell, c * cell : (c + 1) * cell]
        if letter == "#":
            tile[:] = (60, 60, 60)
        elif letter == "G":
            tile[:] = (0, 150, 80)
        elif letter == "P":
            tile[:] = (160, 20, 30)
        else:
            tile[:] = (235, 230, 215)
            if number == state:
                tile[disc(cell, 0.35)] = (0, 0, 200)
    return image


# %% wrong="draw_world" why="must leave all other cells as they are: a shine falls on the neighbours"
def draw_world(layout: Sequence[str], state: int, cell: int = 32) -> NDArray[np.uint8]:
    rows, columns = len(layout), len(layout[0])
    colours = {"#": (60, 60, 60), ".": (235, 230, 215), "S": (235, 230, 215), "G": (0, 150, 80), "P": (160, 20, 30)}
    image = np.zeros((rows * cell, columns * cell, 3), dtype=np.uint8)
    for number, letter in enumerate("".join(layout)):
        r, c = divmod(number, columns)
        image[r * cell : (r + 1) * cell, c * cell : (c + 1) * cell] = colours[letter]
    r, c = divmod(state, columns)
    y = np.arange(rows * cell)[:, None] - (r + 0.5) * cell
    x = np.arange(columns * cell)[None, :] - (c + 0.5) * cell
    image[y**2 + x**2 < (0.6 * cell) ** 2] = (250, 220, 120)
    image[y**2 + x**2 < (0.3 * cell) ** 2] = (0, 0, 200)
    return image


# %% wrong="draw_world" why="in a new array each time: pictures are kept and handed out again"
import functools


@functools.lru_cache
def _drawn(layout, state, cell):
    rows, columns = len(layout), len(layout[0])
    colours = {"#": (60, 60, 60), ".": (235, 230, 215), "S": (235, 230, 215), "G": (0, 150, 80), "P": (160, 20, 30)}
    image = np.zeros((rows * cell, columns * cell, 3), dtype=np.uint8)
    for number, letter in enumerate("".join(layout)):
        r, c = divmod(number, columns)
        tile = image[r * cell : (r + 1) * cell, c * cell : (c + 1) * cell]
        tile[:] = colours[letter]
        if number == state:
            tile[disc(cell, 0.35)] = (0, 0, 200)
    return image


def draw_world(layout: Sequence[str], state: int, cell: int = 32) -> NDArray[np.uint8]:
    return _drawn(tuple(layout), state, cell)


# %% wrong="draw_world" why="the same world and state give the same picture: the floor has random specks"
def draw_world(layout: Sequence[str], state: int, cell: int = 32) -> NDArray[np.uint8]:
    rows, columns = len(layout), len(layout[0])
    colours = {"#": (60, 60, 60), ".": (225, 220, 205), "S": (225, 220, 205), "G": (0, 150, 80), "P": (160, 20, 30)}
    image = np.zeros((rows * cell, columns * cell, 3), dtype=np.uint8)
    for number, letter in enumerate("".join(layout)):
        r, c = divmod(number, columns)
        tile = image[r * cell : (r + 1) * cell, c * cell : (c + 1) * cell]
        tile[:] = colours[letter]
        if letter in ".S":
            tile += np.random.randint(0, 20, size=(cell, cell, 1)).astype(np.uint8)
        if number == state:
            tile[disc(cell, 0.35)] = (0, 0, 200)
    return image


# %% wrong="draw_world" why="state is row times columns plus column: the number of rows is used"
def draw_world(layout: Sequence[str], state: int, cell: int = 32) -> NDArray[np.uint8]:
    rows, columns = len(layout), len(layout[0])
    colours = {"#": (60, 60, 60), ".": (235, 230, 215), "S": (235, 230, 215), "G": (0, 150, 80), "P": (160, 20, 30)}
    image = np.zeros((rows * cell, columns * cell, 3), dtype=np.uint8)
    for r, line in enumerate(layout):
        for c, letter in enumerate(line):
            tile = image[r * cell : (r + 1) * cell, c * cell : (c + 1) * cell]
            tile[:] = colours[letter]
            if r * rows + c == state:
                tile[disc(cell, 0.35)] = (0, 0, 200)
    return image


# %% wrong="draw_world" why="each cell is a square of cell by cell pixels: it is always 32"
def draw_world(layout: Sequence[str], state: int, cell: int = 32) -> NDArray[np.uint8]:
    size = 32
    rows, columns = len(layout), len(layout[0])
    colours = {"#": (60, 60, 60), ".": (235, 230, 215), "S": (235, 230, 215), "G": (0, 150, 80), "P": (160, 20, 30)}
    image = np.zeros((rows * size, columns * size, 3), dtype=np.uint8)
    for number, letter in enumerate("".join(layout)):
        r, c = divmod(number, columns)
        tile = image[r * size : (r + 1) * size, c * size : (c + 1) * size]
        tile[:] = colours[letter]
        if number == state:
            tile[disc(size, 0.35)] = (0, 0, 200)
    return image


# %% wrong="draw_world" why="the agent in its cell: row and column of the agent are exchanged"
def draw_world(layout: Sequence[str], state: int, cell: int = 32) -> NDArray[np.uint8]:
    rows, columns = len(layout), len(layout[0])
    colours = {"#": (60, 60, 60), ".": (235, 230, 215), "S": (235, 230, 215), "G": (0, 150, 80), "P": (160, 20, 30)}
    image = np.zeros((rows * cell, columns * cell, 3), dtype=np.uint8)
    for r, line in enumerate(layout):
        for c, letter in enumerate(line):
            image[r * cell : (r + 1) * cell, c * cell : (c + 1) * cell] = colours[letter]
    x, y = divmod(state, columns)
    image[y * cell : (y + 1) * cell, x * cell : (x + 1) * cell][disc(cell, 0.35)] = (0, 0, 200)
    return image


# %% wrong="draw_world" why="arguments are not changed: an A is written into the caller's list"
def draw_world(layout: Sequence[str], state: int, cell: int = 32) -> NDArray[np.uint8]:
    rows, columns = len(layout), len(layout[0])
    colours = {"#": (60, 60, 60), ".": (235, 230, 215), "S": (235, 230, 215), "G": (0, 150, 80), "P": (160, 20, 30), "A": (0, 0, 200)}
    r, c = divmod(state, columns)
    layout[r] = layout[r][:c] + "A" + layout[r][c + 1 :]
    image = np.zeros((rows * cell, columns * cell, 3), dtype=np.uint8)
    for r, line in enumerate(layout):
        for c, letter in enumerate(line):
            image[r * cell : (r + 1) * cell, c * cell : (c + 1) * cell] = colours[letter]
    return image


# %% wrong="draw_world" why="a uint8 array: the picture is made of floats from 0 to 1"
def draw_world(layout: Sequence[str], state: int, cell: int = 32) -> NDArray[np.uint8]:
    columns = len(layout[0])
    colours = {"#": (0.2, 0.2, 0.2), ".": (0.9, 0.9, 0.8), "S": (0.9, 0.9, 0.8), "G": (0, 0.6, 0.3), "P": (0.6, 0.1, 0.1)}
    small = np.array([[colours[x] for x in line] for line in layout])
    image = np.kron(small, np.ones((cell, cell, 1)))
    r, c = divmod(state, columns)
    image[r * cell : (r + 1) * cell, c * cell : (c + 1) * cell][disc(cell, 0.35)] = (0, 0, 1)
    return image


# %% wrong="draw_world" why="pits and floor must look different: a pit has a thin rim only, of one pixel"
def draw_world(layout: Sequence[str], state: int, cell: int = 32) -> NDArray[np.uint8]:
    rows, columns = len(layout), len(layout[0])
    colours = {"#": (60, 60, 60), ".": (235, 230, 215), "S": (235, 230, 215), "G": (0, 150, 80), "P": (235, 230, 215)}
    image = np.zeros((rows * cell, columns * cell, 3), dtype=np.uint8)
    for number, letter in enumerate("".join(layout)):
        r, c = divmod(number, columns)
        tile = image[r * cell : (r + 1) * cell, c * cell : (c + 1) * cell]
        tile[:] = colours[letter]
        if letter == "P":
            tile[disc(cell, 0.1)] = (180, 170, 150)
        if number == state:
            tile[disc(cell, 0.35)] = (0, 0, 200)
    return image


# %% right="OwnGridworld" why="table and np_random.choice, as in the hint"
class OwnGridworld(gym.Env[Any, Any]):
    metadata: dict[str, Any] = {"render_modes": ["rgb_array"], "render_fps": 5}

    def __init__(
        self,
        layout: Sequence[str],
        slip: float = 0.2,
        rewards: Rewards = Rewards(),
        render_mode: str | None = None,
    ) -> None:
        if not 0.0 <= slip <= 1.0:
            raise ValueError(f"slip is {slip}, expected a number from 0 to 1")
        self.layout = list(layout)
        self.render_mode = render_mode
        self.P = gridworlds.transition_table(self.layout, slip, rewards)
        n = len(self.P)
        self.start = "".join(layout).index("S")
        self.initial_state_distrib = np.zeros(n)
        self.initial_state_distrib[self.start] = 1.0
        self.observation_space = spaces.Discrete(n)
        self.action_space = spaces.Discrete(4)
        self.state = self.start

    def reset(
        self, *, seed: int | None = None, options: dict[str, Any] | None = None
    ) -> tuple[int, dict[str, Any]]:
        super().reset(seed=seed)
        self.state = self.start
        return self.state, {}

    def step(self, action: int) -> tuple[int, float, bool, bool, dict[str, Any]]:
        outcomes = self.P[self.state][int(action)]
        chosen = int(self.np_random.choice(len(outcomes), p=[o[0] for o in outcomes]))
        _, state, reward, terminated = outcomes[chosen]
        self.state = int(state)
        return self.state, float(reward), bool(terminated), False, {}

    def render(self) -> Any:
        if self.render_mode == "rgb_array":
            return gridworlds.picture(self.layout, self.state)
        return None


# %% right="OwnGridworld" why="physics written out in step, P for the judge only, info with the position"
class OwnGridworld(gym.Env):
    metadata = {"render_modes": ["rgb_array"], "render_fps": 8}

    def __init__(self, layout, slip=0.2, rewards=Rewards(), render_mode=None):
        if slip < 0 or slip > 1:
            raise ValueError(f"a slip of {slip} is no probability")
        self._cells = np.array([list(row) for row in layout])
        self._layout, self._slip, self._rewards = tuple(layout), slip, rewards
        self.render_mode = render_mode
        self.observation_space = spaces.Discrete(int(self._cells.size))
        self.action_space = spaces.Discrete(4)
        self.P = gridworlds.transition_table(layout, slip, rewards)
        self.initial_state_distrib = (self._cells.ravel() == "S").astype(np.float64)
        self._place = tuple(np.argwhere(self._cells == "S")[0].tolist())

    def _number(self):
        return int(self._place[0] * self._cells.shape[1] + self._place[1])

    def reset(self, *, seed=None, options=None):
        super().reset(seed=seed, options=options)
        self._place = tuple(np.argwhere(self._cells == "S")[0].tolist())
        return self._number(), {"place": self._place}

    def step(self, action):
        if self._cells[self._place] in ("G", "P"):
            return self._number(), 0.0, True, False, {"place": self._place}
        luck = self.np_random.random()
        turn = 1 if luck < self._slip / 2 else -1 if luck < self._slip else 0
        down, right = plots.CLIFF_ARROWS[(int(action) + turn) % 4]
        r, c = self._place[0] + down, self._place[1] + right
        rows, columns = self._cells.shape
        if 0 <= r < rows and 0 <= c < columns and self._cells[r, c] != "#":
            self._place = (r, c)
        letter = self._cells[self._place]
        ends = letter in ("G", "P")
        pays = {"G": self._rewards.goal, "P": self._rewards.pit}.get(str(letter), self._rewards.step)
        return self._number(), float(pays), ends, False, {"place": self._place}

    def render(self):
        if self.render_mode is None:
            return None
        return gridworlds.picture(self._layout, self._number(), 24)


# %% right="OwnGridworld" why="cumulated probabilities and searchsorted, helper methods of any name, a property"
class OwnGridworld(gym.Env[Any, Any]):
    """A slippery gridworld."""

    metadata: dict[str, Any] = {"render_modes": ["rgb_array"], "render_fps": 5}

    def __init__(
        self,
        layout: Sequence[str],
        slip: float = 0.2,
        rewards: Rewards = Rewards(),
        render_mode: str | None = None,
    ) -> None:
        super().__init__()
        if not (slip >= 0 and slip <= 1):
            raise ValueError("slip must lie in [0, 1], got " + repr(slip))
        self.P = gridworlds.transition_table(layout, slip, rewards)
        self.observation_space = gym.spaces.Discrete(len(layout) * len(layout[0]))
        self.action_space = gym.spaces.Discrete(4)
        self.initial_state_distrib = np.array([float(x == "S") for row in layout for x in row])
        self.render_mode, self._world, self.s = render_mode, list(layout), self._first

    @property
    def _first(self) -> int:
        return int(self.initial_state_distrib.argmax())

    def _sample(self, shares: list[float]) -> int:
        edges = np.cumsum(shares)
        return int(min(np.searchsorted(edges, self.np_random.random(), side="right"), len(shares) - 1))

    def reset(
        self, *, seed: int | None = None, options: dict[str, Any] | None = None
    ) -> tuple[int, dict[str, Any]]:
        super().reset(seed=seed)
        self.s = self._first
        return self.s, dict()

    def step(self, action: int) -> tuple[int, float, bool, bool, dict[str, Any]]:
        ways = self.P[self.s][int(action)]
        p, self.s, reward, done = ways[self._sample([way[0] for way in ways])]
        return self.s, float(reward), bool(done), False, {"prob": p}

    def render(self) -> Any:
        return gridworlds.picture(self._world, self.s) if self.render_mode == "rgb_array" else None


# %% wrong="OwnGridworld" why="all your randomness must come from self.np_random: each reset makes a generator of its own"
class OwnGridworld(gym.Env[Any, Any]):
    """A slippery gridworld."""

    metadata: dict[str, Any] = {"render_modes": ["rgb_array"], "render_fps": 5}

    def __init__(
        self,
        layout: Sequence[str],
        slip: float = 0.2,
        rewards: Rewards = Rewards(),
        render_mode: str | None = None,
    ) -> None:
        if not 0 <= slip <= 1:
            raise ValueError(f"slip is {slip}, expected a number from 0 to 1")
        self.layout, self.render_mode = list(layout), render_mode
        self.P = gridworlds.transition_table(layout, slip, rewards)
        self.start = gridworlds.start_of(layout)
        self.initial_state_distrib = np.zeros(len(self.P))
        self.initial_state_distrib[self.start] = 1.0
        self.observation_space = spaces.Discrete(len(self.P))
        self.action_space = spaces.Discrete(4)
        self.state = self.start

    def reset(
        self, *, seed: int | None = None, options: dict[str, Any] | None = None
    ) -> tuple[int, dict[str, Any]]:
        super().reset(seed=seed)
        self.rng = np.random.default_rng(seed)
        self.state = self.start
        return self.state, {}

    def step(self, action: int) -> tuple[int, float, bool, bool, dict[str, Any]]:
        outcomes = self.P[self.state][int(action)]
        chosen = self.rng.choice(len(outcomes), p=[o[0] for o in outcomes])
        _, self.state, reward, terminated = outcomes[int(chosen)]
        return int(self.state), float(reward), bool(terminated), False, {}

    def render(self) -> Any:
        if self.render_mode == "rgb_array":
            return gridworlds.picture(self.layout, self.state)
        return None


# %% wrong="OwnGridworld" why="truncated is always False: it is True after 100 steps"
class OwnGridworld(gym.Env[Any, Any]):
    """A slippery gridworld."""

    metadata: dict[str, Any] = {"render_modes": ["rgb_array"], "render_fps": 5}

    def __init__(
        self,
        layout: Sequence[str],
        slip: float = 0.2,
        rewards: Rewards = Rewards(),
        render_mode: str | None = None,
    ) -> None:
        if not 0 <= slip <= 1:
            raise ValueError(f"slip is {slip}, expected a number from 0 to 1")
        self.layout, self.render_mode = list(layout), render_mode
        self.P = gridworlds.transition_table(layout, slip, rewards)
        self.start = gridworlds.start_of(layout)
        self.initial_state_distrib = np.zeros(len(self.P))
        self.initial_state_distrib[self.start] = 1.0
        self.observation_space = spaces.Discrete(len(self.P))
        self.action_space = spaces.Discrete(4)
        self.state = self.start

    def reset(
        self, *, seed: int | None = None, options: dict[str, Any] | None = None
    ) -> tuple[int, dict[str, Any]]:
        super().reset(seed=seed)
        self.state, self.n_steps = self.start, 0
        return self.state, {}

    def step(self, action: int) -> tuple[int, float, bool, bool, dict[str, Any]]:
        outcomes = self.P[self.state][int(action)]
        chosen = self.np_random.choice(len(outcomes), p=[o[0] for o in outcomes])
        _, self.state, reward, terminated = outcomes[int(chosen)]
        self.n_steps += 1
        return int(self.state), float(reward), bool(terminated), self.n_steps >= 100, {}

    def render(self) -> Any:
        if self.render_mode == "rgb_array":
            return gridworlds.picture(self.layout, self.state)
        return None


# %% wrong="OwnGridworld" why="a slip outside of [0, 1] is a ValueError: a negative one is not refused"
class OwnGridworld(gym.Env[Any, Any]):
    """A slippery gridworld."""

    metadata: dict[str, Any] = {"render_modes": ["rgb_array"], "render_fps": 5}

    def __init__(
        self,
        layout: Sequence[str],
        slip: float = 0.2,
        rewards: Rewards = Rewards(),
        render_mode: str | None = None,
    ) -> None:
        if slip > 1:
            raise ValueError(f"slip is {slip}, expected a number from 0 to 1")
        self.layout, self.render_mode = list(layout), render_mode
        self.P = gridworlds.transition_table(layout, max(slip, 0.0), rewards)
        self.start = gridworlds.start_of(layout)
        self.initial_state_distrib = np.zeros(len(self.P))
        self.initial_state_distrib[self.start] = 1.0
        self.observation_space = spaces.Discrete(len(self.P))
        self.action_space = spaces.Discrete(4)
        self.state = self.start

    def reset(
        self, *, seed: int | None = None, options: dict[str, Any] | None = None
    ) -> tuple[int, dict[str, Any]]:
        super().reset(seed=seed)
        self.state = self.start
        return self.state, {}

    def step(self, action: int) -> tuple[int, float, bool, bool, dict[str, Any]]:
        outcomes = self.P[self.state][int(action)]
        chosen = self.np_random.choice(len(outcomes), p=[o[0] for o in outcomes])
        _, self.state, reward, terminated = outcomes[int(chosen)]
        return int(self.state), float(reward), bool(terminated), False, {}

    def render(self) -> Any:
        if self.render_mode == "rgb_array":
            return gridworlds.picture(self.layout, self.state)
        return None


# %% wrong="OwnGridworld" why="render returns None without a render mode: it always returns a picture"
class OwnGridworld(gym.Env[Any, Any]):
    """A slippery gridworld."""

    metadata: dict[str, Any] = {"render_modes": ["rgb_array"], "render_fps": 5}

    def __init__(
        self,
        layout: Sequence[str],
        slip: float = 0.2,
        rewards: Rewards = Rewards(),
        render_mode: str | None = None,
    ) -> None:
        if not 0 <= slip <= 1:
            raise ValueError(f"slip is {slip}, expected a number from 0 to 1")
        self.layout, self.render_mode = list(layout), render_mode
        self.P = gridworlds.transition_table(layout, slip, rewards)
        self.start = gridworlds.start_of(layout)
        self.initial_state_distrib = np.zeros(len(self.P))
        self.initial_state_distrib[self.start] = 1.0
        self.observation_space = spaces.Discrete(len(self.P))
        self.action_space = spaces.Discrete(4)
        self.state = self.start

    def reset(
        self, *, seed: int | None = None, options: dict[str, Any] | None = None
    ) -> tuple[int, dict[str, Any]]:
        super().reset(seed=seed)
        self.state = self.start
        return self.state, {}

    def step(self, action: int) -> tuple[int, float, bool, bool, dict[str, Any]]:
        outcomes = self.P[self.state][int(action)]
        chosen = self.np_random.choice(len(outcomes), p=[o[0] for o in outcomes])
        _, self.state, reward, terminated = outcomes[int(chosen)]
        return int(self.state), float(reward), bool(terminated), False, {}

    def render(self) -> Any:
        return gridworlds.picture(self.layout, self.state)


# %% wrong="OwnGridworld" why="initial_state_distrib is a float64 array: it holds integers"
class OwnGridworld(gym.Env[Any, Any]):
    """A slippery gridworld."""

    metadata: dict[str, Any] = {"render_modes": ["rgb_array"], "render_fps": 5}

    def __init__(
        self,
        layout: Sequence[str],
        slip: float = 0.2,
        rewards: Rewards = Rewards(),
        render_mode: str | None = None,
    ) -> None:
        if not 0 <= slip <= 1:
            raise ValueError(f"slip is {slip}, expected a number from 0 to 1")
        self.layout, self.render_mode = list(layout), render_mode
        self.P = gridworlds.transition_table(layout, slip, rewards)
        self.start = gridworlds.start_of(layout)
        self.initial_state_distrib = np.zeros(len(self.P), dtype=int)
        self.initial_state_distrib[self.start] = 1
        self.observation_space = spaces.Discrete(len(self.P))
        self.action_space = spaces.Discrete(4)
        self.state = self.start

    def reset(
        self, *, seed: int | None = None, options: dict[str, Any] | None = None
    ) -> tuple[int, dict[str, Any]]:
        super().reset(seed=seed)
        self.state = self.start
        return self.state, {}

    def step(self, action: int) -> tuple[int, float, bool, bool, dict[str, Any]]:
        outcomes = self.P[self.state][int(action)]
        chosen = self.np_random.choice(len(outcomes), p=[o[0] for o in outcomes])
        _, self.state, reward, terminated = outcomes[int(chosen)]
        return int(self.state), float(reward), bool(terminated), False, {}

    def render(self) -> Any:
        if self.render_mode == "rgb_array":
            return gridworlds.picture(self.layout, self.state)
        return None


# %% wrong="OwnGridworld" why="two attributes, P is the transition table: it has another name"
class OwnGridworld(gym.Env[Any, Any]):
    """A slippery gridworld."""

    metadata: dict[str, Any] = {"render_modes": ["rgb_array"], "render_fps": 5}

    def __init__(
        self,
        layout: Sequence[str],
        slip: float = 0.2,
        rewards: Rewards = Rewards(),
        render_mode: str | None = None,
    ) -> None:
        if not 0 <= slip <= 1:
            raise ValueError(f"slip is {slip}, expected a number from 0 to 1")
        self.layout, self.render_mode = list(layout), render_mode
        self.table = gridworlds.transition_table(layout, slip, rewards)
        self.start = gridworlds.start_of(layout)
        self.initial_state_distrib = np.zeros(len(self.table))
        self.initial_state_distrib[self.start] = 1.0
        self.observation_space = spaces.Discrete(len(self.table))
        self.action_space = spaces.Discrete(4)
        self.state = self.start

    def reset(
        self, *, seed: int | None = None, options: dict[str, Any] | None = None
    ) -> tuple[int, dict[str, Any]]:
        super().reset(seed=seed)
        self.state = self.start
        return self.state, {}

    def step(self, action: int) -> tuple[int, float, bool, bool, dict[str, Any]]:
        outcomes = self.table[self.state][int(action)]
        chosen = self.np_random.choice(len(outcomes), p=[o[0] for o in outcomes])
        _, self.state, reward, terminated = outcomes[int(chosen)]
        return int(self.state), float(reward), bool(terminated), False, {}

    def render(self) -> Any:
        if self.render_mode == "rgb_array":
            return gridworlds.picture(self.layout, self.state)
        return None


# %% wrong="OwnGridworld" why="rewards say what a step brings: the standard ones are always used"
class OwnGridworld(gym.Env[Any, Any]):
    """A slippery gridworld."""

    metadata: dict[str, Any] = {"render_modes": ["rgb_array"], "render_fps": 5}

    def __init__(
        self,
        layout: Sequence[str],
        slip: float = 0.2,
        rewards: Rewards = Rewards(),
        render_mode: str | None = None,
    ) -> None:
        if not 0 <= slip <= 1:
            raise ValueError(f"slip is {slip}, expected a number from 0 to 1")
        self.layout, self.render_mode = list(layout), render_mode
        self.P = gridworlds.transition_table(layout, slip, Rewards())
        self.start = gridworlds.start_of(layout)
        self.initial_state_distrib = np.zeros(len(self.P))
        self.initial_state_distrib[self.start] = 1.0
        self.observation_space = spaces.Discrete(len(self.P))
        self.action_space = spaces.Discrete(4)
        self.state = self.start

    def reset(
        self, *, seed: int | None = None, options: dict[str, Any] | None = None
    ) -> tuple[int, dict[str, Any]]:
        super().reset(seed=seed)
        self.state = self.start
        return self.state, {}

    def step(self, action: int) -> tuple[int, float, bool, bool, dict[str, Any]]:
        outcomes = self.P[self.state][int(action)]
        chosen = self.np_random.choice(len(outcomes), p=[o[0] for o in outcomes])
        _, self.state, reward, terminated = outcomes[int(chosen)]
        return int(self.state), float(reward), bool(terminated), False, {}

    def render(self) -> Any:
        if self.render_mode == "rgb_array":
            return gridworlds.picture(self.layout, self.state)
        return None


# %% wrong="OwnGridworld" why="to one of the two sides and never backwards: one of the three other directions"
class OwnGridworld(gym.Env[Any, Any]):
    """A slippery gridworld."""

    metadata: dict[str, Any] = {"render_modes": ["rgb_array"], "render_fps": 5}

    def __init__(
        self,
        layout: Sequence[str],
        slip: float = 0.2,
        rewards: Rewards = Rewards(),
        render_mode: str | None = None,
    ) -> None:
        if not 0 <= slip <= 1:
            raise ValueError(f"slip is {slip}, expected a number from 0 to 1")
        self.layout, self.render_mode, self.slip = list(layout), render_mode, slip
        self.moves = gridworlds.transition_table(layout, 0.0, rewards)
        self.P = gridworlds.transition_table(layout, slip, rewards)
        self.start = gridworlds.start_of(layout)
        self.initial_state_distrib = np.zeros(len(self.P))
        self.initial_state_distrib[self.start] = 1.0
        self.observation_space = spaces.Discrete(len(self.P))
        self.action_space = spaces.Discrete(4)
        self.state = self.start

    def reset(
        self, *, seed: int | None = None, options: dict[str, Any] | None = None
    ) -> tuple[int, dict[str, Any]]:
        super().reset(seed=seed)
        self.state = self.start
        return self.state, {}

    def step(self, action: int) -> tuple[int, float, bool, bool, dict[str, Any]]:
        direction = int(action)
        if self.np_random.random() < self.slip:
            direction = (direction + int(self.np_random.integers(1, 4))) % 4
        _, self.state, reward, terminated = self.moves[self.state][direction][0]
        return int(self.state), float(reward), bool(terminated), False, {}

    def render(self) -> Any:
        if self.render_mode == "rgb_array":
            return gridworlds.picture(self.layout, self.state)
        return None


# %% wrong="OwnGridworld" why="draws an outcome by its probability: each of the different outcomes is equally likely"
class OwnGridworld(gym.Env[Any, Any]):
    """A slippery gridworld."""

    metadata: dict[str, Any] = {"render_modes": ["rgb_array"], "render_fps": 5}

    def __init__(
        self,
        layout: Sequence[str],
        slip: float = 0.2,
        rewards: Rewards = Rewards(),
        render_mode: str | None = None,
    ) -> None:
        if not 0 <= slip <= 1:
            raise ValueError(f"slip is {slip}, expected a number from 0 to 1")
        self.layout, self.render_mode = list(layout), render_mode
        self.P = gridworlds.transition_table(layout, slip, rewards)
        self.start = gridworlds.start_of(layout)
        self.initial_state_distrib = np.zeros(len(self.P))
        self.initial_state_distrib[self.start] = 1.0
        self.observation_space = spaces.Discrete(len(self.P))
        self.action_space = spaces.Discrete(4)
        self.state = self.start

    def reset(
        self, *, seed: int | None = None, options: dict[str, Any] | None = None
    ) -> tuple[int, dict[str, Any]]:
        super().reset(seed=seed)
        self.state = self.start
        return self.state, {}

    def step(self, action: int) -> tuple[int, float, bool, bool, dict[str, Any]]:
        outcomes = self.P[self.state][int(action)]
        chosen = self.np_random.integers(len(outcomes))
        _, self.state, reward, terminated = outcomes[int(chosen)]
        return int(self.state), float(reward), bool(terminated), False, {}

    def render(self) -> Any:
        if self.render_mode == "rgb_array":
            return gridworlds.picture(self.layout, self.state)
        return None


# %% wrong="OwnGridworld" why="render returns the picture of now: it is drawn at the reset only"
class OwnGridworld(gym.Env[Any, Any]):
    """A slippery gridworld."""

    metadata: dict[str, Any] = {"render_modes": ["rgb_array"], "render_fps": 5}

    def __init__(
        self,
        layout: Sequence[str],
        slip: float = 0.2,
        rewards: Rewards = Rewards(),
        render_mode: str | None = None,
    ) -> None:
        if not 0 <= slip <= 1:
            raise ValueError(f"slip is {slip}, expected a number from 0 to 1")
        self.layout, self.render_mode = list(layout), render_mode
        self.P = gridworlds.transition_table(layout, slip, rewards)
        self.start = gridworlds.start_of(layout)
        self.initial_state_distrib = np.zeros(len(self.P))
        self.initial_state_distrib[self.start] = 1.0
        self.observation_space = spaces.Discrete(len(self.P))
        self.action_space = spaces.Discrete(4)
        self.state = self.start

    def reset(
        self, *, seed: int | None = None, options: dict[str, Any] | None = None
    ) -> tuple[int, dict[str, Any]]:
        super().reset(seed=seed)
        self.state = self.start
        self.image = gridworlds.picture(self.layout, self.state)
        return self.state, {}

    def step(self, action: int) -> tuple[int, float, bool, bool, dict[str, Any]]:
        outcomes = self.P[self.state][int(action)]
        chosen = self.np_random.choice(len(outcomes), p=[o[0] for o in outcomes])
        _, self.state, reward, terminated = outcomes[int(chosen)]
        return int(self.state), float(reward), bool(terminated), False, {}

    def render(self) -> Any:
        if self.render_mode == "rgb_array":
            return self.image
        return None


# %% wrong="OwnGridworld" why="call super().reset(seed=seed): without a seed each episode is seeded with 0 again"
class OwnGridworld(gym.Env[Any, Any]):
    """A slippery gridworld."""

    metadata: dict[str, Any] = {"render_modes": ["rgb_array"], "render_fps": 5}

    def __init__(
        self,
        layout: Sequence[str],
        slip: float = 0.2,
        rewards: Rewards = Rewards(),
        render_mode: str | None = None,
    ) -> None:
        if not 0 <= slip <= 1:
            raise ValueError(f"slip is {slip}, expected a number from 0 to 1")
        self.layout, self.render_mode = list(layout), render_mode
        self.P = gridworlds.transition_table(layout, slip, rewards)
        self.start = gridworlds.start_of(layout)
        self.initial_state_distrib = np.zeros(len(self.P))
        self.initial_state_distrib[self.start] = 1.0
        self.observation_space = spaces.Discrete(len(self.P))
        self.action_space = spaces.Discrete(4)
        self.state = self.start

    def reset(
        self, *, seed: int | None = None, options: dict[str, Any] | None = None
    ) -> tuple[int, dict[str, Any]]:
        super().reset(seed=0 if seed is None else seed)
        self.state = self.start
        return self.state, {}

    def step(self, action: int) -> tuple[int, float, bool, bool, dict[str, Any]]:
        outcomes = self.P[self.state][int(action)]
        chosen = self.np_random.choice(len(outcomes), p=[o[0] for o in outcomes])
        _, self.state, reward, terminated = outcomes[int(chosen)]
        return int(self.state), float(reward), bool(terminated), False, {}

    def render(self) -> Any:
        if self.render_mode == "rgb_array":
            return gridworlds.picture(self.layout, self.state)
        return None


# %% wrong="OwnGridworld" why="a ValueError that says what came: the text does not hold the value"
class OwnGridworld(gym.Env[Any, Any]):
    """A slippery gridworld."""

    metadata: dict[str, Any] = {"render_modes": ["rgb_array"], "render_fps": 5}

    def __init__(
        self,
        layout: Sequence[str],
        slip: float = 0.2,
        rewards: Rewards = Rewards(),
        render_mode: str | None = None,
    ) -> None:
        if not 0 <= slip <= 1:
            raise ValueError("slip must be a probability")
        self.layout, self.render_mode = list(layout), render_mode
        self.P = gridworlds.transition_table(layout, slip, rewards)
        self.start = gridworlds.start_of(layout)
        self.initial_state_distrib = np.zeros(len(self.P))
        self.initial_state_distrib[self.start] = 1.0
        self.observation_space = spaces.Discrete(len(self.P))
        self.action_space = spaces.Discrete(4)
        self.state = self.start

    def reset(
        self, *, seed: int | None = None, options: dict[str, Any] | None = None
    ) -> tuple[int, dict[str, Any]]:
        super().reset(seed=seed)
        self.state = self.start
        return self.state, {}

    def step(self, action: int) -> tuple[int, float, bool, bool, dict[str, Any]]:
        outcomes = self.P[self.state][int(action)]
        chosen = self.np_random.choice(len(outcomes), p=[o[0] for o in outcomes])
        _, self.state, reward, terminated = outcomes[int(chosen)]
        return int(self.state), float(reward), bool(terminated), False, {}

    def render(self) -> Any:
        if self.render_mode == "rgb_array":
            return gridworlds.picture(self.layout, self.state)
        return None


# %% wrong="OwnGridworld" why="all your randomness must come from self.np_random: NumPy's global generator, seeded in reset"
class OwnGridworld(gym.Env[Any, Any]):
    """A slippery gridworld."""

    metadata: dict[str, Any] = {"render_modes": ["rgb_array"], "render_fps": 5}

    def __init__(
        self,
        layout: Sequence[str],
        slip: float = 0.2,
        rewards: Rewards = Rewards(),
        render_mode: str | None = None,
    ) -> None:
        if not 0 <= slip <= 1:
            raise ValueError(f"slip is {slip}, expected a number from 0 to 1")
        self.layout, self.render_mode = list(layout), render_mode
        self.P = gridworlds.transition_table(layout, slip, rewards)
        self.start = gridworlds.start_of(layout)
        self.initial_state_distrib = np.zeros(len(self.P))
        self.initial_state_distrib[self.start] = 1.0
        self.observation_space = spaces.Discrete(len(self.P))
        self.action_space = spaces.Discrete(4)
        self.state = self.start

    def reset(
        self, *, seed: int | None = None, options: dict[str, Any] | None = None
    ) -> tuple[int, dict[str, Any]]:
        super().reset(seed=seed)
        if seed is not None:
            np.random.seed(seed)
        self.state = self.start
        return self.state, {}

    def step(self, action: int) -> tuple[int, float, bool, bool, dict[str, Any]]:
        outcomes = self.P[self.state][int(action)]
        chosen = np.random.choice(len(outcomes), p=[o[0] for o in outcomes])
        _, self.state, reward, terminated = outcomes[int(chosen)]
        return int(self.state), float(reward), bool(terminated), False, {}

    def render(self) -> Any:
        if self.render_mode == "rgb_array":
            return gridworlds.picture(self.layout, self.state)
        return None


# %% right="train" why="the hint: falling epsilon, visits to the power -0.6, copies at the head of the loop"
def train(
    env: gym.Env[Any, Any],
    snapshots_at: Sequence[int],
    gamma: float,
    rng: np.random.Generator,
) -> NDArray[np.float64]:
    n_states, n_actions = sizes_of(env)
    q = np.zeros((n_states, n_actions))
    visits = np.zeros((n_states, n_actions), dtype=np.int64)
    n_episodes = snapshots_at[-1]
    tables_kept = []
    for episode in range(n_episodes + 1):
        if episode in snapshots_at:
            tables_kept.append(q.copy())
        if episode == n_episodes:
            break
        epsilon = 0.6 + (0.05 - 0.6) * episode / n_episodes
        seed = int(rng.integers(2**31)) if episode == 0 else None
        state, ended = int(env.reset(seed=seed)[0]), False
        while not ended:
            if rng.random() < epsilon:
                action = int(rng.integers(n_actions))
            else:
                action = int(rng.choice(np.flatnonzero(q[state] == q[state].max())))
            observation, reward, terminated, truncated, _ = env.step(action)
            next_state = int(observation)
            target = float(reward) + (0.0 if terminated else gamma * q[next_state].max())
            visits[state, action] += 1
            q[state, action] += visits[state, action] ** -0.6 * (target - q[state, action])
            state, ended = next_state, terminated or truncated
    return np.stack(tables_kept)


# %% right="train" why="lists while learning, an array filled at the numbers of episodes, power 0.7, epsilon from 0.8"
def _sample(row, epsilon, rng):
    if rng.random() < epsilon:
        return int(rng.integers(len(row)))
    top = max(row)
    best = [a for a, v in enumerate(row) if v == top]
    return best[int(rng.integers(len(best)))]


def train(env, snapshots_at, gamma, rng):
    S, A = int(env.observation_space.n), int(env.action_space.n)
    q = [[0.0] * A for _ in range(S)]
    n = [[0] * A for _ in range(S)]
    result = np.zeros((len(snapshots_at), S, A), dtype=np.float64)
    done = 0
    for k, until in enumerate(snapshots_at):
        while done < until:
            epsilon = max(0.05, 0.8 * (1 - done / snapshots_at[-1]))
            if done == 0:
                s, _ = env.reset(seed=int(rng.integers(2**31)))
            else:
                s, _ = env.reset()
            while True:
                a = _sample(q[s], epsilon, rng)
                s2, r, terminated, truncated, _ = env.step(a)
                goal = float(r) if terminated else float(r) + gamma * max(q[s2])
                n[s][a] += 1
                q[s][a] += (goal - q[s][a]) / n[s][a] ** 0.6
                s = s2
                if terminated or truncated:
                    break
            done += 1
        result[k] = q
    return result


# %% right="train" why="dictionary of snapshots, helper functions, np.where with random keys for ties"
def train(
    env: gym.Env[Any, Any],
    snapshots_at: Sequence[int],
    gamma: float,
    rng: np.random.Generator,
) -> NDArray[np.float64]:
    q = np.zeros(sizes_of(env))
    counts = np.zeros_like(q)
    last = max(snapshots_at)
    kept = {0: q.copy()}

    def act(state, epsilon):
        keys = rng.random(q.shape[1])
        if rng.random() >= epsilon:
            keys[q[state] < q[state].max()] = -1.0
        return int(np.argmax(keys))

    def one_episode(epsilon, seed=None):
        state, over = env.reset(seed=seed)[0], False
        while not over:
            action = act(state, epsilon)
            following, reward, terminated, truncated, _ = env.step(action)
            counts[state, action] += 1
            future = (1 - int(terminated)) * np.max(q[following])
            step_size = 1 / counts[state, action] ** 0.65
            q[state, action] = (1 - step_size) * q[state, action] + step_size * (reward + gamma * future)
            state, over = following, terminated or truncated

    for number, epsilon in enumerate(np.linspace(0.7, 0.05, last), start=1):
        one_episode(epsilon, int(rng.integers(2**31)) if number == 1 else None)
        if number in snapshots_at:
            kept[number] = q.copy()
    return np.array([kept[number] for number in snapshots_at])


# %% wrong="train" why="env.reset() in the others: every episode is seeded"
def train(
    env: gym.Env[Any, Any],
    snapshots_at: Sequence[int],
    gamma: float,
    rng: np.random.Generator,
) -> NDArray[np.float64]:
    n_states, n_actions = sizes_of(env)
    q = np.zeros((n_states, n_actions))
    visits = np.zeros((n_states, n_actions), dtype=np.int64)
    n_episodes = snapshots_at[-1]
    tables_kept = []
    for episode in range(n_episodes + 1):
        if episode in snapshots_at:
            tables_kept.append(q.copy())
        if episode == n_episodes:
            break
        epsilon = 0.6 + (0.05 - 0.6) * episode / n_episodes
        seed = int(rng.integers(2**31))
        state, ended = int(env.reset(seed=seed)[0]), False
        while not ended:
            if rng.random() < epsilon:
                action = int(rng.integers(n_actions))
            else:
                action = int(rng.choice(np.flatnonzero(q[state] == q[state].max())))
            observation, reward, terminated, truncated, _ = env.step(action)
            next_state = int(observation)
            target = float(reward) + (0.0 if terminated else gamma * q[next_state].max())
            visits[state, action] += 1
            q[state, action] += visits[state, action] ** -0.6 * (target - q[state, action])
            state, ended = next_state, terminated or truncated
    return np.stack(tables_kept)


# %% wrong="train" why="the environment's seed comes from rng: it is 0"
def train(
    env: gym.Env[Any, Any],
    snapshots_at: Sequence[int],
    gamma: float,
    rng: np.random.Generator,
) -> NDArray[np.float64]:
    n_states, n_actions = sizes_of(env)
    q = np.zeros((n_states, n_actions))
    visits = np.zeros((n_states, n_actions), dtype=np.int64)
    n_episodes = snapshots_at[-1]
    tables_kept = []
    for episode in range(n_episodes + 1):
        if episode in snapshots_at:
            tables_kept.append(q.copy())
        if episode == n_episodes:
            break
        epsilon = 0.6 + (0.05 - 0.6) * episode / n_episodes
        seed = 0 if episode == 0 else None
        state, ended = int(env.reset(seed=seed)[0]), False
        while not ended:
            if rng.random() < epsilon:
                action = int(rng.integers(n_actions))
            else:
                action = int(rng.choice(np.flatnonzero(q[state] == q[state].max())))
            observation, reward, terminated, truncated, _ = env.step(action)
            next_state = int(observation)
            target = float(reward) + (0.0 if terminated else gamma * q[next_state].max())
            visits[state, action] += 1
            q[state, action] += visits[state, action] ** -0.6 * (target - q[state, action])
            state, ended = next_state, terminated or truncated
    return np.stack(tables_kept)


# %% wrong="train" why="only terminated cuts the target: a time limit does too"
def train(
    env: gym.Env[Any, Any],
    snapshots_at: Sequence[int],
    gamma: float,
    rng: np.random.Generator,
) -> NDArray[np.float64]:
    n_states, n_actions = sizes_of(env)
    q = np.zeros((n_states, n_actions))
    visits = np.zeros((n_states, n_actions), dtype=np.int64)
    n_episodes = snapshots_at[-1]
    tables_kept = []
    for episode in range(n_episodes + 1):
        if episode in snapshots_at:
            tables_kept.append(q.copy())
        if episode == n_episodes:
            break
        epsilon = 0.6 + (0.05 - 0.6) * episode / n_episodes
        seed = int(rng.integers(2**31)) if episode == 0 else None
        state, ended = int(env.reset(seed=seed)[0]), False
        while not ended:
            if rng.random() < epsilon:
                action = int(rng.integers(n_actions))
            else:
                action = int(rng.choice(np.flatnonzero(q[state] == q[state].max())))
            observation, reward, terminated, truncated, _ = env.step(action)
            next_state = int(observation)
            target = float(reward) + (0.0 if terminated or truncated else gamma * q[next_state].max())
            visits[state, action] += 1
            q[state, action] += visits[state, action] ** -0.6 * (target - q[state, action])
            state, ended = next_state, terminated or truncated
    return np.stack(tables_kept)


# %% wrong="train" why="gamma is an argument: 0.98 is written out"
def train(
    env: gym.Env[Any, Any],
    snapshots_at: Sequence[int],
    gamma: float,
    rng: np.random.Generator,
) -> NDArray[np.float64]:
    n_states, n_actions = sizes_of(env)
    q = np.zeros((n_states, n_actions))
    visits = np.zeros((n_states, n_actions), dtype=np.int64)
    n_episodes = snapshots_at[-1]
    tables_kept = []
    for episode in range(n_episodes + 1):
        if episode in snapshots_at:
            tables_kept.append(q.copy())
        if episode == n_episodes:
            break
        epsilon = 0.6 + (0.05 - 0.6) * episode / n_episodes
        seed = int(rng.integers(2**31)) if episode == 0 else None
        state, ended = int(env.reset(seed=seed)[0]), False
        while not ended:
            if rng.random() < epsilon:
                action = int(rng.integers(n_actions))
            else:
                action = int(rng.choice(np.flatnonzero(q[state] == q[state].max())))
            observation, reward, terminated, truncated, _ = env.step(action)
            next_state = int(observation)
            target = float(reward) + (0.0 if terminated else 0.98 * q[next_state].max())
            visits[state, action] += 1
            q[state, action] += visits[state, action] ** -0.6 * (target - q[state, action])
            state, ended = next_state, terminated or truncated
    return np.stack(tables_kept)


# %% wrong="train" why="all of your randomness comes from rng: exploring actions are drawn by the action space"
def train(
    env: gym.Env[Any, Any],
    snapshots_at: Sequence[int],
    gamma: float,
    rng: np.random.Generator,
) -> NDArray[np.float64]:
    n_states, n_actions = sizes_of(env)
    q = np.zeros((n_states, n_actions))
    visits = np.zeros((n_states, n_actions), dtype=np.int64)
    n_episodes = snapshots_at[-1]
    tables_kept = []
    for episode in range(n_episodes + 1):
        if episode in snapshots_at:
            tables_kept.append(q.copy())
        if episode == n_episodes:
            break
        epsilon = 0.6 + (0.05 - 0.6) * episode / n_episodes
        seed = int(rng.integers(2**31)) if episode == 0 else None
        state, ended = int(env.reset(seed=seed)[0]), False
        while not ended:
            if rng.random() < epsilon:
                action = int(env.action_space.sample())
            else:
                action = int(rng.choice(np.flatnonzero(q[state] == q[state].max())))
            observation, reward, terminated, truncated, _ = env.step(action)
            next_state = int(observation)
            target = float(reward) + (0.0 if terminated else gamma * q[next_state].max())
            visits[state, action] += 1
            q[state, action] += visits[state, action] ** -0.6 * (target - q[state, action])
            state, ended = next_state, terminated or truncated
    return np.stack(tables_kept)


# %% wrong="train" why="copies of the table: the same array is kept each time"
def train(
    env: gym.Env[Any, Any],
    snapshots_at: Sequence[int],
    gamma: float,
    rng: np.random.Generator,
) -> NDArray[np.float64]:
    n_states, n_actions = sizes_of(env)
    q = np.zeros((n_states, n_actions))
    visits = np.zeros((n_states, n_actions), dtype=np.int64)
    n_episodes = snapshots_at[-1]
    tables_kept = []
    for episode in range(n_episodes + 1):
        if episode in snapshots_at:
            tables_kept.append(q)
        if episode == n_episodes:
            break
        epsilon = 0.6 + (0.05 - 0.6) * episode / n_episodes
        seed = int(rng.integers(2**31)) if episode == 0 else None
        state, ended = int(env.reset(seed=seed)[0]), False
        while not ended:
            if rng.random() < epsilon:
                action = int(rng.integers(n_actions))
            else:
                action = int(rng.choice(np.flatnonzero(q[state] == q[state].max())))
            observation, reward, terminated, truncated, _ = env.step(action)
            next_state = int(observation)
            target = float(reward) + (0.0 if terminated else gamma * q[next_state].max())
            visits[state, action] += 1
            q[state, action] += visits[state, action] ** -0.6 * (target - q[state, action])
            state, ended = next_state, terminated or truncated
    return np.stack(tables_kept)


# %% wrong="train" why="as it was after each of the numbers of episodes: later ones are taken one episode too late"
def train(
    env: gym.Env[Any, Any],
    snapshots_at: Sequence[int],
    gamma: float,
    rng: np.random.Generator,
) -> NDArray[np.float64]:
    n_states, n_actions = sizes_of(env)
    q = np.zeros((n_states, n_actions))
    visits = np.zeros((n_states, n_actions), dtype=np.int64)
    n_episodes = snapshots_at[-1]
    tables_kept = [q.copy()] if 0 in snapshots_at else []
    for episode in range(n_episodes):
        epsilon = 0.6 + (0.05 - 0.6) * episode / n_episodes
        seed = int(rng.integers(2**31)) if episode == 0 else None
        state, ended = int(env.reset(seed=seed)[0]), False
        while not ended:
            if rng.random() < epsilon:
                action = int(rng.integers(n_actions))
            else:
                action = int(rng.choice(np.flatnonzero(q[state] == q[state].max())))
            observation, reward, terminated, truncated, _ = env.step(action)
            next_state = int(observation)
            target = float(reward) + (0.0 if terminated else gamma * q[next_state].max())
            visits[state, action] += 1
            q[state, action] += visits[state, action] ** -0.6 * (target - q[state, action])
            state, ended = next_state, terminated or truncated
        if episode > 0 and episode in snapshots_at[:-1]:
            tables_kept.append(q.copy())
    if n_episodes:
        tables_kept.append(q.copy())
    return np.stack(tables_kept)


# %% wrong="train" why="the first may be 0, it need not be: the untouched table always comes first"
def train(
    env: gym.Env[Any, Any],
    snapshots_at: Sequence[int],
    gamma: float,
    rng: np.random.Generator,
) -> NDArray[np.float64]:
    n_states, n_actions = sizes_of(env)
    q = np.zeros((n_states, n_actions))
    visits = np.zeros((n_states, n_actions), dtype=np.int64)
    n_episodes = snapshots_at[-1]
    tables_kept = [q.copy()]
    for episode in range(n_episodes + 1):
        if episode > 0 and episode in snapshots_at:
            tables_kept.append(q.copy())
        if episode == n_episodes:
            break
        epsilon = 0.6 + (0.05 - 0.6) * episode / n_episodes
        seed = int(rng.integers(2**31)) if episode == 0 else None
        state, ended = int(env.reset(seed=seed)[0]), False
        while not ended:
            if rng.random() < epsilon:
                action = int(rng.integers(n_actions))
            else:
                action = int(rng.choice(np.flatnonzero(q[state] == q[state].max())))
            observation, reward, terminated, truncated, _ = env.step(action)
            next_state = int(observation)
            target = float(reward) + (0.0 if terminated else gamma * q[next_state].max())
            visits[state, action] += 1
            q[state, action] += visits[state, action] ** -0.6 * (target - q[state, action])
            state, ended = next_state, terminated or truncated
    return np.stack(tables_kept)


# %% wrong="train" why="n_actions of the environment: always four"
def train(
    env: gym.Env[Any, Any],
    snapshots_at: Sequence[int],
    gamma: float,
    rng: np.random.Generator,
) -> NDArray[np.float64]:
    n_states, n_actions = sizes_of(env)[0], 4
    q = np.zeros((n_states, n_actions))
    visits = np.zeros((n_states, n_actions), dtype=np.int64)
    n_episodes = snapshots_at[-1]
    tables_kept = []
    for episode in range(n_episodes + 1):
        if episode in snapshots_at:
            tables_kept.append(q.copy())
        if episode == n_episodes:
            break
        epsilon = 0.6 + (0.05 - 0.6) * episode / n_episodes
        seed = int(rng.integers(2**31)) if episode == 0 else None
        state, ended = int(env.reset(seed=seed)[0]), False
        while not ended:
            if rng.random() < epsilon:
                action = int(rng.integers(n_actions))
            else:
                action = int(rng.choice(np.flatnonzero(q[state] == q[state].max())))
            observation, reward, terminated, truncated, _ = env.step(action)
            next_state = int(observation)
            target = float(reward) + (0.0 if terminated else gamma * q[next_state].max())
            visits[state, action] += 1
            q[state, action] += visits[state, action] ** -0.6 * (target - q[state, action])
            state, ended = next_state, terminated or truncated
    return np.stack(tables_kept)


# %% wrong="train" why="a table that starts at zero: it starts at 10, to explore more"
def train(
    env: gym.Env[Any, Any],
    snapshots_at: Sequence[int],
    gamma: float,
    rng: np.random.Generator,
) -> NDArray[np.float64]:
    n_states, n_actions = sizes_of(env)
    q = np.full((n_states, n_actions), 10.0)
    visits = np.zeros((n_states, n_actions), dtype=np.int64)
    n_episodes = snapshots_at[-1]
    tables_kept = []
    for episode in range(n_episodes + 1):
        if episode in snapshots_at:
            tables_kept.append(q.copy())
        if episode == n_episodes:
            break
        epsilon = 0.6 + (0.05 - 0.6) * episode / n_episodes
        seed = int(rng.integers(2**31)) if episode == 0 else None
        state, ended = int(env.reset(seed=seed)[0]), False
        while not ended:
            if rng.random() < epsilon:
                action = int(rng.integers(n_actions))
            else:
                action = int(rng.choice(np.flatnonzero(q[state] == q[state].max())))
            observation, reward, terminated, truncated, _ = env.step(action)
            next_state = int(observation)
            target = float(reward) + (0.0 if terminated else gamma * q[next_state].max())
            visits[state, action] += 1
            q[state, action] += visits[state, action] ** -0.6 * (target - q[state, action])
            state, ended = next_state, terminated or truncated
    return np.stack(tables_kept)


# %% wrong="train" why="greedy policy worth 99 % and estimate within 6 %: a constant step size of 1 holds the latest luck only"
def train(
    env: gym.Env[Any, Any],
    snapshots_at: Sequence[int],
    gamma: float,
    rng: np.random.Generator,
) -> NDArray[np.float64]:
    n_states, n_actions = sizes_of(env)
    q = np.zeros((n_states, n_actions))
    visits = np.zeros((n_states, n_actions), dtype=np.int64)
    n_episodes = snapshots_at[-1]
    tables_kept = []
    for episode in range(n_episodes + 1):
        if episode in snapshots_at:
            tables_kept.append(q.copy())
        if episode == n_episodes:
            break
        epsilon = 0.6 + (0.05 - 0.6) * episode / n_episodes
        seed = int(rng.integers(2**31)) if episode == 0 else None
        state, ended = int(env.reset(seed=seed)[0]), False
        while not ended:
            if rng.random() < epsilon:
                action = int(rng.integers(n_actions))
            else:
                action = int(rng.choice(np.flatnonzero(q[state] == q[state].max())))
            observation, reward, terminated, truncated, _ = env.step(action)
            next_state = int(observation)
            target = float(reward) + (0.0 if terminated else gamma * q[next_state].max())
            visits[state, action] += 1
            q[state, action] += 1.0 * (target - q[state, action])
            state, ended = next_state, terminated or truncated
    return np.stack(tables_kept)


# %% wrong="train" why="own estimate within 6 %: plain means remember the first guesses for ever"
def train(
    env: gym.Env[Any, Any],
    snapshots_at: Sequence[int],
    gamma: float,
    rng: np.random.Generator,
) -> NDArray[np.float64]:
    n_states, n_actions = sizes_of(env)
    q = np.zeros((n_states, n_actions))
    visits = np.zeros((n_states, n_actions), dtype=np.int64)
    n_episodes = snapshots_at[-1]
    tables_kept = []
    for episode in range(n_episodes + 1):
        if episode in snapshots_at:
            tables_kept.append(q.copy())
        if episode == n_episodes:
            break
        epsilon = 0.6 + (0.05 - 0.6) * episode / n_episodes
        seed = int(rng.integers(2**31)) if episode == 0 else None
        state, ended = int(env.reset(seed=seed)[0]), False
        while not ended:
            if rng.random() < epsilon:
                action = int(rng.integers(n_actions))
            else:
                action = int(rng.choice(np.flatnonzero(q[state] == q[state].max())))
            observation, reward, terminated, truncated, _ = env.step(action)
            next_state = int(observation)
            target = float(reward) + (0.0 if terminated else gamma * q[next_state].max())
            visits[state, action] += 1
            q[state, action] += visits[state, action] ** -1.0 * (target - q[state, action])
            state, ended = next_state, terminated or truncated
    return np.stack(tables_kept)


# %% wrong="train" why="episodes end by themselves: each is broken off after 30 steps"
def train(
    env: gym.Env[Any, Any],
    snapshots_at: Sequence[int],
    gamma: float,
    rng: np.random.Generator,
) -> NDArray[np.float64]:
    n_states, n_actions = sizes_of(env)
    q = np.zeros((n_states, n_actions))
    visits = np.zeros((n_states, n_actions), dtype=np.int64)
    n_episodes = snapshots_at[-1]
    tables_kept = []
    for episode in range(n_episodes + 1):
        if episode in snapshots_at:
            tables_kept.append(q.copy())
        if episode == n_episodes:
            break
        epsilon = 0.6 + (0.05 - 0.6) * episode / n_episodes
        seed = int(rng.integers(2**31)) if episode == 0 else None
        state, ended = int(env.reset(seed=seed)[0]), False
        for _ in range(30):
            if ended:
                break
            if rng.random() < epsilon:
                action = int(rng.integers(n_actions))
            else:
                action = int(rng.choice(np.flatnonzero(q[state] == q[state].max())))
            observation, reward, terminated, truncated, _ = env.step(action)
            next_state = int(observation)
            target = float(reward) + (0.0 if terminated else gamma * q[next_state].max())
            visits[state, action] += 1
            q[state, action] += visits[state, action] ** -0.6 * (target - q[state, action])
            state, ended = next_state, terminated or truncated
    return np.stack(tables_kept)


# %% wrong="train" why="all of your randomness comes from rng: the global generator draws"
def train(
    env: gym.Env[Any, Any],
    snapshots_at: Sequence[int],
    gamma: float,
    rng: np.random.Generator,
) -> NDArray[np.float64]:
    n_states, n_actions = sizes_of(env)
    q = np.zeros((n_states, n_actions))
    visits = np.zeros((n_states, n_actions), dtype=np.int64)
    n_episodes = snapshots_at[-1]
    tables_kept = []
    for episode in range(n_episodes + 1):
        if episode in snapshots_at:
            tables_kept.append(q.copy())
        if episode == n_episodes:
            break
        epsilon = 0.6 + (0.05 - 0.6) * episode / n_episodes
        seed = int(rng.integers(2**31)) if episode == 0 else None
        state, ended = int(env.reset(seed=seed)[0]), False
        while not ended:
            if np.random.rand() < epsilon:
                action = int(rng.integers(n_actions))
            else:
                action = int(rng.choice(np.flatnonzero(q[state] == q[state].max())))
            observation, reward, terminated, truncated, _ = env.step(action)
            next_state = int(observation)
            target = float(reward) + (0.0 if terminated else gamma * q[next_state].max())
            visits[state, action] += 1
            q[state, action] += visits[state, action] ** -0.6 * (target - q[state, action])
            state, ended = next_state, terminated or truncated
    return np.stack(tables_kept)


# %% right="policy_history" why="a row of panels, masks by broadcasting"
def policy_history(
    snapshots: NDArray[np.float64], episodes: Sequence[int], layout: Sequence[str]
) -> Figure:
    cells = np.array([list(row) for row in layout])
    floor = np.isin(cells, [".", "S"])
    figure, panels = plt.subplots(1, len(episodes), squeeze=False, figsize=(4 * len(episodes), 3.5))
    for axes, q, number in zip(panels.ravel(), snapshots, episodes, strict=True):
        best = (q == q.max(axis=1, keepdims=True)).reshape(*cells.shape, 4)
        plots.grid_policy(axes, best & floor[:, :, None], walls=cells == "#")
        axes.set_title(f"after {number} episodes")
    return figure


# %% right="policy_history" why="bare Figure, one panel below the other, rows of no floor set to False"
def policy_history(snapshots, episodes, layout):
    letters = "".join(layout)
    no_floor = [s for s, letter in enumerate(letters) if letter not in ".S"]
    walls = np.array([letter == "#" for letter in letters]).reshape(len(layout), -1)
    fig = Figure(figsize=(6, 3 * len(snapshots)), layout="constrained")
    for k in range(len(snapshots)):
        ax = fig.add_subplot(len(snapshots), 1, k + 1)
        chosen = snapshots[k] == np.max(snapshots[k], axis=-1)[:, None]
        chosen[no_floor] = False
        plots.grid_policy(ax, chosen.reshape(*walls.shape, 4), walls=walls)
        ax.set_title(f"{episodes[k]} episodes")
    return fig


# %% right="policy_history" why="annotated arrows drawn by hand, two panels in a row, unused ones removed"
def policy_history(
    snapshots: NDArray[np.float64], episodes: Sequence[int], layout: Sequence[str]
) -> Figure:
    n_rows, n_columns, n = len(layout), len(layout[0]), len(snapshots)
    across = min(n, 2)
    down = math.ceil(n / across)
    figure, grid = plt.subplots(down, across, squeeze=False, figsize=(5 * across, 4 * down))
    panels = grid.ravel().tolist()
    for axes, table, count in zip(panels, snapshots.tolist(), episodes):
        for state, row in enumerate(table):
            r, c = divmod(state, n_columns)
            if layout[r][c] == "#":
                axes.add_patch(plt.Rectangle((c - 0.5, r - 0.5), 1, 1, color="grey"))
            if layout[r][c] not in ".S":
                continue
            for action, (dr, dc) in enumerate(plots.CLIFF_ARROWS):
                if row[action] == max(row):
                    axes.annotate("", xy=(c + 0.4 * dc, r + 0.4 * dr), xytext=(c, r), arrowprops={"arrowstyle": "->", "color": "black"})
        axes.set(xlim=(-0.5, n_columns - 0.5), ylim=(n_rows - 0.5, -0.5), xlabel="column", ylabel="row")
        axes.set_title(f"after {count} episodes")
    for axes in panels[n:]:
        axes.remove()
    return figure


# %% wrong="policy_history" why="several arrows where several are equally good: argmax gives one"
def policy_history(
    snapshots: NDArray[np.float64], episodes: Sequence[int], layout: Sequence[str]
) -> Figure:
    cells = np.array([list(row) for row in layout])
    floor = np.isin(cells, [".", "S"])
    figure, panels = plt.subplots(1, len(episodes), squeeze=False, figsize=(4 * len(episodes), 3.5))
    for axes, q, number in zip(panels.ravel(), snapshots, episodes, strict=True):
        best = np.eye(4, dtype=bool)[q.argmax(axis=1)].reshape(*cells.shape, 4)
        plots.grid_policy(axes, best & floor[:, :, None], walls=cells == "#")
        axes.set_title(f"after {number} episodes")
    return figure


# %% wrong="policy_history" why="no arrows in goals and pits: only walls are left out"
def policy_history(
    snapshots: NDArray[np.float64], episodes: Sequence[int], layout: Sequence[str]
) -> Figure:
    cells = np.array([list(row) for row in layout])
    floor = cells != "#"
    figure, panels = plt.subplots(1, len(episodes), squeeze=False, figsize=(4 * len(episodes), 3.5))
    for axes, q, number in zip(panels.ravel(), snapshots, episodes, strict=True):
        best = (q == q.max(axis=1, keepdims=True)).reshape(*cells.shape, 4)
        plots.grid_policy(axes, best & floor[:, :, None], walls=cells == "#")
        axes.set_title(f"after {number} episodes")
    return figure


# %% wrong="policy_history" why="the start too: it has no arrows"
def policy_history(
    snapshots: NDArray[np.float64], episodes: Sequence[int], layout: Sequence[str]
) -> Figure:
    cells = np.array([list(row) for row in layout])
    floor = cells == "."
    figure, panels = plt.subplots(1, len(episodes), squeeze=False, figsize=(4 * len(episodes), 3.5))
    for axes, q, number in zip(panels.ravel(), snapshots, episodes, strict=True):
        best = (q == q.max(axis=1, keepdims=True)).reshape(*cells.shape, 4)
        plots.grid_policy(axes, best & floor[:, :, None], walls=cells == "#")
        axes.set_title(f"after {number} episodes")
    return figure


# %% wrong="policy_history" why="one panel for each table: a single table gives no array of panels"
def policy_history(
    snapshots: NDArray[np.float64], episodes: Sequence[int], layout: Sequence[str]
) -> Figure:
    cells = np.array([list(row) for row in layout])
    floor = np.isin(cells, [".", "S"])
    figure, panels = plt.subplots(1, len(episodes), figsize=(4 * len(episodes), 3.5))
    for axes, q, number in zip(panels.ravel(), snapshots, episodes, strict=True):
        best = (q == q.max(axis=1, keepdims=True)).reshape(*cells.shape, 4)
        plots.grid_policy(axes, best & floor[:, :, None], walls=cells == "#")
        axes.set_title(f"after {number} episodes")
    return figure


# %% wrong="policy_history" why="equally good: np.isclose lets 10.00005 pass for 10.0001"
def policy_history(
    snapshots: NDArray[np.float64], episodes: Sequence[int], layout: Sequence[str]
) -> Figure:
    cells = np.array([list(row) for row in layout])
    floor = np.isin(cells, [".", "S"])
    figure, panels = plt.subplots(1, len(episodes), squeeze=False, figsize=(4 * len(episodes), 3.5))
    for axes, q, number in zip(panels.ravel(), snapshots, episodes, strict=True):
        best = np.isclose(q, q.max(axis=1, keepdims=True)).reshape(*cells.shape, 4)
        plots.grid_policy(axes, best & floor[:, :, None], walls=cells == "#")
        axes.set_title(f"after {number} episodes")
    return figure


# %% wrong="policy_history" why="equally good: values are rounded to one digit first"
def policy_history(
    snapshots: NDArray[np.float64], episodes: Sequence[int], layout: Sequence[str]
) -> Figure:
    cells = np.array([list(row) for row in layout])
    floor = np.isin(cells, [".", "S"])
    figure, panels = plt.subplots(1, len(episodes), squeeze=False, figsize=(4 * len(episodes), 3.5))
    for axes, q, number in zip(panels.ravel(), snapshots, episodes, strict=True):
        q = np.round(q, 1)
        best = (q == q.max(axis=1, keepdims=True)).reshape(*cells.shape, 4)
        plots.grid_policy(axes, best & floor[:, :, None], walls=cells == "#")
        axes.set_title(f"after {number} episodes")
    return figure


# %% wrong="policy_history" why="snapshots are not changed: rows of no floor are set to NaN in the caller's tables"
def policy_history(
    snapshots: NDArray[np.float64], episodes: Sequence[int], layout: Sequence[str]
) -> Figure:
    cells = np.array([list(row) for row in layout])
    floor = np.isin(cells, [".", "S"])
    figure, panels = plt.subplots(1, len(episodes), squeeze=False, figsize=(4 * len(episodes), 3.5))
    for axes, q, number in zip(panels.ravel(), snapshots, episodes, strict=True):
        q[~floor.ravel()] = np.nan
        best = (q == q.max(axis=1, keepdims=True)).reshape(*cells.shape, 4)
        plots.grid_policy(axes, best & floor[:, :, None], walls=cells == "#")
        axes.set_title(f"after {number} episodes")
    return figure


# %% wrong="policy_history" why="the world has rows and columns: it is taken for a square"
def policy_history(
    snapshots: NDArray[np.float64], episodes: Sequence[int], layout: Sequence[str]
) -> Figure:
    cells = np.array([list(row) for row in layout])
    floor = np.isin(cells, [".", "S"])
    figure, panels = plt.subplots(1, len(episodes), squeeze=False, figsize=(4 * len(episodes), 3.5))
    for axes, q, number in zip(panels.ravel(), snapshots, episodes, strict=True):
        best = (q == q.max(axis=1, keepdims=True)).reshape(len(layout), len(layout), 4)
        plots.grid_policy(axes, best & floor[:, :, None], walls=cells == "#")
        axes.set_title(f"after {number} episodes")
    return figure


# %% wrong="policy_history" why="a title that holds the number of episodes: it holds the number of the panel"
def policy_history(
    snapshots: NDArray[np.float64], episodes: Sequence[int], layout: Sequence[str]
) -> Figure:
    cells = np.array([list(row) for row in layout])
    floor = np.isin(cells, [".", "S"])
    figure, panels = plt.subplots(1, len(episodes), squeeze=False, figsize=(4 * len(episodes), 3.5))
    for axes, q, number in zip(panels.ravel(), snapshots, range(len(snapshots)), strict=True):
        best = (q == q.max(axis=1, keepdims=True)).reshape(*cells.shape, 4)
        plots.grid_policy(axes, best & floor[:, :, None], walls=cells == "#")
        axes.set_title(f"after {number} episodes")
    return figure


# %% wrong="policy_history" why="a title that holds the number of episodes: counted in hundreds from 100 on"
def policy_history(
    snapshots: NDArray[np.float64], episodes: Sequence[int], layout: Sequence[str]
) -> Figure:
    cells = np.array([list(row) for row in layout])
    floor = np.isin(cells, [".", "S"])
    figure, panels = plt.subplots(1, len(episodes), squeeze=False, figsize=(4 * len(episodes), 3.5))
    for axes, q, number in zip(panels.ravel(), snapshots, episodes, strict=True):
        best = (q == q.max(axis=1, keepdims=True)).reshape(*cells.shape, 4)
        plots.grid_policy(axes, best & floor[:, :, None], walls=cells == "#")
        axes.set_title(f"after {number} episodes" if number < 100 else f"after {number // 100} hundred episodes")
    return figure


# %% wrong="policy_history" why="one panel for each snapshot: six at most"
def policy_history(
    snapshots: NDArray[np.float64], episodes: Sequence[int], layout: Sequence[str]
) -> Figure:
    cells = np.array([list(row) for row in layout])
    floor = np.isin(cells, [".", "S"])
    figure, panels = plt.subplots(2, 3, figsize=(12, 7))
    for axes, q, number in zip(panels.ravel(), snapshots, episodes, strict=False):
        best = (q == q.max(axis=1, keepdims=True)).reshape(*cells.shape, 4)
        plots.grid_policy(axes, best & floor[:, :, None], walls=cells == "#")
        axes.set_title(f"after {number} episodes")
    for axes in panels.ravel()[len(episodes) :]:
        axes.remove()
    return figure


# %% wrong="policy_history" why="labels on both axes: the inner ones are taken away"
def policy_history(
    snapshots: NDArray[np.float64], episodes: Sequence[int], layout: Sequence[str]
) -> Figure:
    cells = np.array([list(row) for row in layout])
    floor = np.isin(cells, [".", "S"])
    figure, panels = plt.subplots(1, len(episodes), squeeze=False, figsize=(4 * len(episodes), 3.5))
    for axes, q, number in zip(panels.ravel(), snapshots, episodes, strict=True):
        best = (q == q.max(axis=1, keepdims=True)).reshape(*cells.shape, 4)
        plots.grid_policy(axes, best & floor[:, :, None], walls=cells == "#")
        axes.set_title(f"after {number} episodes")
        axes.label_outer()
    return figure


# %% wrong="policy_history" why="untouched: all four arrows: cells never visited are left empty"
def policy_history(
    snapshots: NDArray[np.float64], episodes: Sequence[int], layout: Sequence[str]
) -> Figure:
    cells = np.array([list(row) for row in layout])
    floor = np.isin(cells, [".", "S"])
    figure, panels = plt.subplots(1, len(episodes), squeeze=False, figsize=(4 * len(episodes), 3.5))
    for axes, q, number in zip(panels.ravel(), snapshots, episodes, strict=True):
        best = (q == q.max(axis=1, keepdims=True)).reshape(*cells.shape, 4)
        best &= q.any(axis=1).reshape(*cells.shape, 1)
        plots.grid_policy(axes, best & floor[:, :, None], walls=cells == "#")
        axes.set_title(f"after {number} episodes")
    return figure


# %% right="predicted_ways" why="a literal dictionary"
def predicted_ways() -> dict[float, str]:
    return {-0.1: "detour", -2.0: "bridge", -20.0: "pit", 0.5: "stay"}


# %% right="predicted_ways" why="dict and zip, whole numbers as keys"
def predicted_ways():
    steps = [-0.1, -2, -20, 0.5]
    words = "detour bridge pit stay".split()
    return dict(zip(steps, words))


# %% right="predicted_ways" why="rough sums by a helper called _model"
def _model(r):
    gamma = 0.98

    def walk(n, life):
        total = sum(r * gamma**k for k in range(n - 1))
        return total + gamma ** (n - 1) * (10 * life - 10 * (1 - life))

    worth = {
        "stay": r / (1 - gamma),
        "detour": walk(12, 1.0) + 1.1 * min(r, 0),
        "bridge": walk(6, 0.9**3),
        "pit": 2 * r - 10,
    }
    return max(worth, key=worth.get)


def predicted_ways() -> dict[float, str]:
    ways = {r: _model(r) for r in (-2.0, -20.0, 0.5)}
    ways[-0.1] = "detour"  # as the picture shows
    return ways


# %% wrong="predicted_ways" why="what the best policy does at -20: it does not walk on over the bridge, it jumps into a pit"
def predicted_ways() -> dict[float, str]:
    return {-0.1: "detour", -2.0: "bridge", -20.0: "bridge", 0.5: "stay"}


# %% wrong="predicted_ways" why="what the best policy does at -2: it leaves the detour"
def predicted_ways() -> dict[float, str]:
    return {-0.1: "detour", -2.0: "detour", -20.0: "bridge", 0.5: "stay"}


# %% wrong="predicted_ways" why="what the best policy does at +0.5: it does not make the long detour to the goal"
def predicted_ways() -> dict[float, str]:
    return {-0.1: "detour", -2.0: "bridge", -20.0: "pit", 0.5: "detour"}


# %% wrong="predicted_ways" why="what the best policy does at -20 and -2: a pit is not worth it at -2 yet"
def predicted_ways() -> dict[float, str]:
    return {-0.1: "detour", -2.0: "pit", -20.0: "pit", 0.5: "stay"}


# %% wrong="predicted_ways" why="all four must be there: the given one is left out"
def predicted_ways() -> dict[float, str]:
    return {-2.0: "bridge", -20.0: "pit", 0.5: "stay"}


# %% wrong="predicted_ways" why="one of four words: stays is none"
def predicted_ways() -> dict[float, str]:
    return {-0.1: "detour", -2.0: "bridge", -20.0: "pit", 0.5: "stays"}


# %% wrong="predicted_ways" why="what the best policy does: at -20 it cannot stay, each step hurts"
def predicted_ways() -> dict[float, str]:
    return {-0.1: "detour", -2.0: "bridge", -20.0: "stay", 0.5: "stay"}
