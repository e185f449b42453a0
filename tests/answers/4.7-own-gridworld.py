# The bank of 4.7: right answers get every point, wrong ones lose the hidden test.

# %% right="my_layout" why="a swamp without border walls, two goals"
def my_layout():
    return ["S....P....", "####..##..", ".....#..P.", ".P.....##.", "..##......", "G...P...G."]


# %% right="my_layout" why="made by code, 12 by 12, the start at the edge"
def my_layout():
    rows = []
    for r in range(12):
        row = "." * 12
        if r % 3 == 1:
            row = "#" * 11 + "." if r % 2 else "." + "#" * 11
        rows.append(row)
    rows[0] = "S" + rows[0][1:]
    rows[5] = "....P......."
    rows[11] = "......G....."
    return rows


# %% right="my_layout" why="as small as may be"
def my_layout():
    return ["S.....", "#####.", "......", ".#####", "....GP"]


# %% wrong="my_layout" passes="visible" why="no walls to speak of"
def my_layout():
    return ["S....", "....P", ".....", ".....", "....G"]


# %% wrong="my_layout" passes="visible" why="no pit"
def my_layout():
    return ["S....", "####.", ".....", ".####", "....G"]


# %% wrong="my_layout" passes="visible" why="the goal is walled off"
def my_layout():
    return ["S....", ".....", "#####", ".P.#.", ".#.#G"]


# %% wrong="my_layout" passes="visible" why="a chamber without a way out"
def my_layout():
    return ["S.....#.", "#####.#.", "......##", ".######.", "..P.G.#."]


# %% wrong="my_layout" passes="visible" why="goal round the corner"
def my_layout():
    return ["....S.", "#####.", "....G.", "P####.", "......"]


# %% wrong="my_layout" passes="visible" why="another world each time"
def my_layout():
    return [["S....", "####.", ".....", ".####", "..P.G"], ["S....", "####.", ".....", ".####", ".P..G"]][
        my_layout.__dict__.setdefault("calls", iter([0, 0, 1, 0, 1] * 99)).__next__()
    ]


# %% wrong="my_layout" why="rows of different length"
def my_layout():
    return ["S....", "####.", ".....", ".####", "..P.G.."]


# %% wrong="my_layout" why="letters of its own"
def my_layout():
    return ["S....", "####.", ".....", ".####", "..X.G"]


# %% wrong="my_layout" why="three rows, the example of the text"
def my_layout():
    return ["S....", "####.", "....."]


# %% wrong="my_layout" passes="visible" why="too little floor"
def my_layout():
    return ["S..##", "##.##", "##..#", "###.#", "#P..G"]


# %% right="transition_table" why="by rows and columns, the sides by negative index"
def transition_table(layout, slip, rewards):
    n_rows, n_columns = len(layout), len(layout[0])
    moves = [(-1, 0), (0, 1), (1, 0), (0, -1)]

    def end(r, c, d):
        x, y = r + moves[d][0], c + moves[d][1]
        if x < 0 or y < 0 or x >= n_rows or y >= n_columns or layout[x][y] == "#":
            x, y = r, c
        letter = layout[x][y]
        value = {"G": rewards.goal, "P": rewards.pit}.get(letter, rewards.step)
        return x * n_columns + y, value, letter in "GP"

    table = {}
    for r in range(n_rows):
        for c in range(n_columns):
            s = r * n_columns + c
            table[s] = {}
            for a in range(4):
                if layout[r][c] in "#GP":
                    table[s][a] = [(1.0, s, 0.0, True)]
                else:
                    table[s][a] = [(1 - slip, *end(r, c, a)), (slip / 2, *end(r, c, (a + 1) % 4)), (slip / 2, *end(r, c, a - 1))]
    return table


# %% right="transition_table" why="merges equal outcomes and drops what cannot happen"
def transition_table(layout, slip, rewards):
    cells = np.array([list(row) for row in layout])
    padded = np.pad(cells, 1, constant_values="#")
    width = cells.shape[1]
    table = {}
    for (r, c), letter in np.ndenumerate(cells):
        s = r * width + c
        table[s] = {}
        for a in range(4):
            if letter in ("#", "G", "P"):
                table[s][a] = [(1.0, s, 0.0, True)]
                continue
            found = {}
            for d in range(4):
                p = 1 - slip if d == a else 0.0 if (d - a) % 4 == 2 else slip / 2
                dr, dc = plots.CLIFF_ARROWS[d]
                to = padded[r + 1 + dr, c + 1 + dc]
                nr, nc = (r, c) if to == "#" else (r + dr, c + dc)
                key = (nr * width + nc, rewards.goal if to == "G" else rewards.pit if to == "P" else rewards.step, to in ("G", "P"))
                found[key] = found.get(key, 0.0) + p
            table[s][a] = [(p, *key) for key, p in found.items() if p > 0]
    return table


# %% wrong="transition_table" why="slips with the whole probability to each side"
def transition_table(layout, slip, rewards):
    n_rows, n_columns = len(layout), len(layout[0])
    moves = [(-1, 0), (0, 1), (1, 0), (0, -1)]

    def end(r, c, d):
        x, y = r + moves[d][0], c + moves[d][1]
        if x < 0 or y < 0 or x >= n_rows or y >= n_columns or layout[x][y] == "#":
            x, y = r, c
        letter = layout[x][y]
        value = {"G": rewards.goal, "P": rewards.pit}.get(letter, rewards.step)
        return x * n_columns + y, value, letter in "GP"

    table = {}
    for r in range(n_rows):
        for c in range(n_columns):
            s = r * n_columns + c
            table[s] = {}
            for a in range(4):
                if layout[r][c] in "#GP":
                    table[s][a] = [(1.0, s, 0.0, True)]
                else:
                    table[s][a] = [(1 - 2 * slip, *end(r, c, a)), (slip, *end(r, c, (a + 1) % 4)), (slip, *end(r, c, a - 1))]
    return table


# %% wrong="transition_table" why="slips in all four directions alike"
def transition_table(layout, slip, rewards):
    n_rows, n_columns = len(layout), len(layout[0])
    moves = [(-1, 0), (0, 1), (1, 0), (0, -1)]

    def end(r, c, d):
        x, y = r + moves[d][0], c + moves[d][1]
        if x < 0 or y < 0 or x >= n_rows or y >= n_columns or layout[x][y] == "#":
            x, y = r, c
        letter = layout[x][y]
        value = {"G": rewards.goal, "P": rewards.pit}.get(letter, rewards.step)
        return x * n_columns + y, value, letter in "GP"

    table = {}
    for r in range(n_rows):
        for c in range(n_columns):
            s = r * n_columns + c
            table[s] = {}
            for a in range(4):
                if layout[r][c] in "#GP":
                    table[s][a] = [(1.0, s, 0.0, True)]
                else:
                    table[s][a] = [(1 - slip, *end(r, c, a))] + [(slip / 4, *end(r, c, d)) for d in range(4)]
    return table


# %% wrong="transition_table" why="slips backwards, too"
def transition_table(layout, slip, rewards):
    n_rows, n_columns = len(layout), len(layout[0])
    moves = [(-1, 0), (0, 1), (1, 0), (0, -1)]

    def end(r, c, d):
        x, y = r + moves[d][0], c + moves[d][1]
        if x < 0 or y < 0 or x >= n_rows or y >= n_columns or layout[x][y] == "#":
            x, y = r, c
        letter = layout[x][y]
        value = {"G": rewards.goal, "P": rewards.pit}.get(letter, rewards.step)
        return x * n_columns + y, value, letter in "GP"

    table = {}
    for r in range(n_rows):
        for c in range(n_columns):
            s = r * n_columns + c
            table[s] = {}
            for a in range(4):
                if layout[r][c] in "#GP":
                    table[s][a] = [(1.0, s, 0.0, True)]
                else:
                    table[s][a] = [(1 - slip, *end(r, c, a)), (slip / 2, *end(r, c, (a + 1) % 4)), (slip / 2, *end(r, c, (a + 2) % 4))]
    return table


# %% wrong="transition_table" why="comes in again on the other side: negative indices"
def transition_table(layout, slip, rewards):
    n_rows, n_columns = len(layout), len(layout[0])
    moves = [(-1, 0), (0, 1), (1, 0), (0, -1)]

    def end(r, c, d):
        x, y = r + moves[d][0], c + moves[d][1]
        x, y = x % n_rows, y % n_columns
        if layout[x][y] == "#":
            x, y = r, c
        letter = layout[x][y]
        value = {"G": rewards.goal, "P": rewards.pit}.get(letter, rewards.step)
        return x * n_columns + y, value, letter in "GP"

    table = {}
    for r in range(n_rows):
        for c in range(n_columns):
            s = r * n_columns + c
            table[s] = {}
            for a in range(4):
                if layout[r][c] in "#GP":
                    table[s][a] = [(1.0, s, 0.0, True)]
                else:
                    table[s][a] = [(1 - slip, *end(r, c, a)), (slip / 2, *end(r, c, (a + 1) % 4)), (slip / 2, *end(r, c, a - 1))]
    return table


# %% wrong="transition_table" why="walks through walls"
def transition_table(layout, slip, rewards):
    n_rows, n_columns = len(layout), len(layout[0])
    moves = [(-1, 0), (0, 1), (1, 0), (0, -1)]

    def end(r, c, d):
        x, y = r + moves[d][0], c + moves[d][1]
        if x < 0 or y < 0 or x >= n_rows or y >= n_columns:
            x, y = r, c
        letter = layout[x][y]
        value = {"G": rewards.goal, "P": rewards.pit}.get(letter, rewards.step)
        return x * n_columns + y, value, letter in "GP"

    table = {}
    for r in range(n_rows):
        for c in range(n_columns):
            s = r * n_columns + c
            table[s] = {}
            for a in range(4):
                if layout[r][c] in "#GP":
                    table[s][a] = [(1.0, s, 0.0, True)]
                else:
                    table[s][a] = [(1 - slip, *end(r, c, a)), (slip / 2, *end(r, c, (a + 1) % 4)), (slip / 2, *end(r, c, a - 1))]
    return table


# %% wrong="transition_table" why="rewards by the cell that was left"
def transition_table(layout, slip, rewards):
    n_rows, n_columns = len(layout), len(layout[0])
    moves = [(-1, 0), (0, 1), (1, 0), (0, -1)]

    def end(r, c, d):
        x, y = r + moves[d][0], c + moves[d][1]
        if x < 0 or y < 0 or x >= n_rows or y >= n_columns or layout[x][y] == "#":
            x, y = r, c
        letter = layout[x][y]
        value = {"G": rewards.goal, "P": rewards.pit}.get(layout[r][c], rewards.step)
        return x * n_columns + y, value, letter in "GP"

    table = {}
    for r in range(n_rows):
        for c in range(n_columns):
            s = r * n_columns + c
            table[s] = {}
            for a in range(4):
                if layout[r][c] in "#GP":
                    table[s][a] = [(1.0, s, 0.0, True)]
                else:
                    table[s][a] = [(1 - slip, *end(r, c, a)), (slip / 2, *end(r, c, (a + 1) % 4)), (slip / 2, *end(r, c, a - 1))]
    return table


# %% wrong="transition_table" why="pits do not end the episode"
def transition_table(layout, slip, rewards):
    n_rows, n_columns = len(layout), len(layout[0])
    moves = [(-1, 0), (0, 1), (1, 0), (0, -1)]

    def end(r, c, d):
        x, y = r + moves[d][0], c + moves[d][1]
        if x < 0 or y < 0 or x >= n_rows or y >= n_columns or layout[x][y] == "#":
            x, y = r, c
        letter = layout[x][y]
        value = {"G": rewards.goal, "P": rewards.pit}.get(letter, rewards.step)
        return x * n_columns + y, value, letter == "G"

    table = {}
    for r in range(n_rows):
        for c in range(n_columns):
            s = r * n_columns + c
            table[s] = {}
            for a in range(4):
                if layout[r][c] in "#GP":
                    table[s][a] = [(1.0, s, 0.0, True)]
                else:
                    table[s][a] = [(1 - slip, *end(r, c, a)), (slip / 2, *end(r, c, (a + 1) % 4)), (slip / 2, *end(r, c, a - 1))]
    return table


# %% wrong="transition_table" why="walls and goals get entries as if somebody could act there"
def transition_table(layout, slip, rewards):
    n_rows, n_columns = len(layout), len(layout[0])
    moves = [(-1, 0), (0, 1), (1, 0), (0, -1)]

    def end(r, c, d):
        x, y = r + moves[d][0], c + moves[d][1]
        if x < 0 or y < 0 or x >= n_rows or y >= n_columns or layout[x][y] == "#":
            x, y = r, c
        letter = layout[x][y]
        value = {"G": rewards.goal, "P": rewards.pit}.get(letter, rewards.step)
        return x * n_columns + y, value, letter in "GP"

    table = {}
    for r in range(n_rows):
        for c in range(n_columns):
            s = r * n_columns + c
            table[s] = {}
            for a in range(4):
                if layout[r][c] in "":
                    table[s][a] = [(1.0, s, 0.0, True)]
                else:
                    table[s][a] = [(1 - slip, *end(r, c, a)), (slip / 2, *end(r, c, (a + 1) % 4)), (slip / 2, *end(r, c, a - 1))]
    return table


# %% wrong="transition_table" passes="visible" why="the standard rewards, whatever was asked"
def transition_table(layout, slip, rewards):
    n_rows, n_columns = len(layout), len(layout[0])
    moves = [(-1, 0), (0, 1), (1, 0), (0, -1)]

    def end(r, c, d):
        x, y = r + moves[d][0], c + moves[d][1]
        if x < 0 or y < 0 or x >= n_rows or y >= n_columns or layout[x][y] == "#":
            x, y = r, c
        letter = layout[x][y]
        value = {"G": 10.0, "P": -10.0}.get(letter, -0.1)
        return x * n_columns + y, value, letter in "GP"

    table = {}
    for r in range(n_rows):
        for c in range(n_columns):
            s = r * n_columns + c
            table[s] = {}
            for a in range(4):
                if layout[r][c] in "#GP":
                    table[s][a] = [(1.0, s, 0.0, True)]
                else:
                    table[s][a] = [(1 - slip, *end(r, c, a)), (slip / 2, *end(r, c, (a + 1) % 4)), (slip / 2, *end(r, c, a - 1))]
    return table


# %% wrong="transition_table" passes="visible" why="slips always with 0.2"
def transition_table(layout, slip, rewards):
    n_rows, n_columns = len(layout), len(layout[0])
    moves = [(-1, 0), (0, 1), (1, 0), (0, -1)]

    def end(r, c, d):
        x, y = r + moves[d][0], c + moves[d][1]
        if x < 0 or y < 0 or x >= n_rows or y >= n_columns or layout[x][y] == "#":
            x, y = r, c
        letter = layout[x][y]
        value = {"G": rewards.goal, "P": rewards.pit}.get(letter, rewards.step)
        return x * n_columns + y, value, letter in "GP"

    table = {}
    for r in range(n_rows):
        for c in range(n_columns):
            s = r * n_columns + c
            table[s] = {}
            for a in range(4):
                if layout[r][c] in "#GP":
                    table[s][a] = [(1.0, s, 0.0, True)]
                else:
                    table[s][a] = [(0.8, *end(r, c, a)), (0.1, *end(r, c, (a + 1) % 4)), (0.1, *end(r, c, a - 1))]
    return table


# %% wrong="transition_table" passes="visible" why="takes every world for a square"
def transition_table(layout, slip, rewards):
    n_rows = n_columns = len(layout)
    moves = [(-1, 0), (0, 1), (1, 0), (0, -1)]

    def end(r, c, d):
        x, y = r + moves[d][0], c + moves[d][1]
        if x < 0 or y < 0 or x >= n_rows or y >= n_columns or layout[x][y] == "#":
            x, y = r, c
        letter = layout[x][y]
        value = {"G": rewards.goal, "P": rewards.pit}.get(letter, rewards.step)
        return x * n_columns + y, value, letter in "GP"

    table = {}
    for r in range(n_rows):
        for c in range(n_columns):
            s = r * n_columns + c
            table[s] = {}
            for a in range(4):
                if layout[r][c] in "#GP":
                    table[s][a] = [(1.0, s, 0.0, True)]
                else:
                    table[s][a] = [(1 - slip, *end(r, c, a)), (slip / 2, *end(r, c, (a + 1) % 4)), (slip / 2, *end(r, c, a - 1))]
    return table


# %% wrong="transition_table" why="numbers columns first"
def transition_table(layout, slip, rewards):
    n_rows, n_columns = len(layout), len(layout[0])
    moves = [(-1, 0), (0, 1), (1, 0), (0, -1)]

    def end(r, c, d):
        x, y = r + moves[d][0], c + moves[d][1]
        if x < 0 or y < 0 or x >= n_rows or y >= n_columns or layout[x][y] == "#":
            x, y = r, c
        letter = layout[x][y]
        value = {"G": rewards.goal, "P": rewards.pit}.get(letter, rewards.step)
        return y * n_rows + x, value, letter in "GP"

    table = {}
    for r in range(n_rows):
        for c in range(n_columns):
            s = c * n_rows + r
            table[s] = {}
            for a in range(4):
                if layout[r][c] in "#GP":
                    table[s][a] = [(1.0, s, 0.0, True)]
                else:
                    table[s][a] = [(1 - slip, *end(r, c, a)), (slip / 2, *end(r, c, (a + 1) % 4)), (slip / 2, *end(r, c, a - 1))]
    return table


# %% wrong="transition_table" why="a bump costs nothing"
def transition_table(layout, slip, rewards):
    n_rows, n_columns = len(layout), len(layout[0])
    moves = [(-1, 0), (0, 1), (1, 0), (0, -1)]

    def end(r, c, d):
        x, y = r + moves[d][0], c + moves[d][1]
        if x < 0 or y < 0 or x >= n_rows or y >= n_columns or layout[x][y] == "#":
            x, y = r, c
        letter = layout[x][y]
        if (x, y) == (r, c):
            return x * n_columns + y, 0.0, False
        value = {"G": rewards.goal, "P": rewards.pit}.get(letter, rewards.step)
        return x * n_columns + y, value, letter in "GP"

    table = {}
    for r in range(n_rows):
        for c in range(n_columns):
            s = r * n_columns + c
            table[s] = {}
            for a in range(4):
                if layout[r][c] in "#GP":
                    table[s][a] = [(1.0, s, 0.0, True)]
                else:
                    table[s][a] = [(1 - slip, *end(r, c, a)), (slip / 2, *end(r, c, (a + 1) % 4)), (slip / 2, *end(r, c, a - 1))]
    return table


# %% wrong="transition_table" passes="visible" why="knows the visible numbers only"
def transition_table(layout, slip, rewards):
    table = {s: {a: [(1.0, s, 0.0, True)] for a in range(4)} for s in range(9)}
    table[1][1] = [(0.8, 2, -10.0, True), (0.2, 1, -0.1, False)]
    table[0][2] = [(0.8, 3, -0.1, False), (0.1, 1, -0.1, False), (0.1, 0, -0.1, False)]
    return table


# %% wrong="transition_table" why="the finished one"
def transition_table(layout, slip, rewards):
    return gridworlds.transition_table(layout, slip, rewards)


# %% right="draw_world" why="four colours and a white square, by slices"
def draw_world(layout, state, cell=32):
    colours = {"#": (60, 60, 60), ".": (220, 220, 220), "S": (200, 200, 240), "G": (0, 160, 0), "P": (150, 0, 0)}
    small = np.array([[colours[letter] for letter in row] for row in layout], dtype=np.uint8)
    image = small.repeat(cell, axis=0).repeat(cell, axis=1)
    r, c = divmod(state, len(layout[0]))
    image[r * cell + cell // 4 : r * cell + 3 * cell // 4, c * cell + cell // 4 : c * cell + 3 * cell // 4] = (
        255 if layout[r][c] != "." else 0
    )
    return image


# %% right="draw_world" why="grass of random blades, but always the same ones, and Pillow for the shapes"
def draw_world(layout, state, cell=32):
    from PIL import Image, ImageDraw

    rows, columns = len(layout), len(layout[0])
    grass = np.random.default_rng(0).integers(150, 200, size=(rows * cell, columns * cell))
    base = np.stack([grass // 2, grass, grass // 3], axis=2).astype(np.uint8)
    image = Image.fromarray(base)
    pen = ImageDraw.Draw(image)
    for s in range(rows * columns):
        r, c = divmod(s, columns)
        box = [c * cell + 1, r * cell + 1, (c + 1) * cell - 2, (r + 1) * cell - 2]
        letter = layout[r][c]
        if letter == "#":
            pen.rectangle(box, fill=(90, 90, 90))
        elif letter == "P":
            pen.ellipse(box, fill=(0, 0, 0))
        elif letter == "G":
            pen.ellipse(box, fill=(255, 215, 0))
        if s == state:
            third = cell // 3
            pen.ellipse([box[0] + third // 2, box[1] + third // 2, box[2] - third // 2, box[3] - third // 2], fill=(30, 30, 200))
    return np.array(image)


# %% wrong="draw_world" why="floats from 0 to 1"
def draw_world(layout, state, cell=32):
    colours = {"#": (60, 60, 60), ".": (220, 220, 220), "S": (220, 220, 220), "G": (0, 160, 0), "P": (150, 0, 0)}
    rows, columns = len(layout), len(layout[0])
    image = np.zeros((rows * cell, columns * cell, 3), dtype=np.uint8)
    for s in range(rows * columns):
        r, c = divmod(s, columns)
        tile = image[r * cell : (r + 1) * cell, c * cell : (c + 1) * cell]
        tile[:] = colours[layout[r][c]]
        if s == state:
            tile[disc(cell, 0.3)] = (20, 20, 200)
    return image / 255


# %% wrong="draw_world" why="no agent"
def draw_world(layout, state, cell=32):
    colours = {"#": (60, 60, 60), ".": (220, 220, 220), "S": (220, 220, 220), "G": (0, 160, 0), "P": (150, 0, 0)}
    rows, columns = len(layout), len(layout[0])
    image = np.zeros((rows * cell, columns * cell, 3), dtype=np.uint8)
    for s in range(rows * columns):
        r, c = divmod(s, columns)
        tile = image[r * cell : (r + 1) * cell, c * cell : (c + 1) * cell]
        tile[:] = colours[layout[r][c]]
        if s == state:
            pass
    return image


# %% wrong="draw_world" passes="visible" why="the agent hides in goals and pits"
def draw_world(layout, state, cell=32):
    colours = {"#": (60, 60, 60), ".": (220, 220, 220), "S": (220, 220, 220), "G": (0, 160, 0), "P": (150, 0, 0)}
    rows, columns = len(layout), len(layout[0])
    image = np.zeros((rows * cell, columns * cell, 3), dtype=np.uint8)
    for s in range(rows * columns):
        r, c = divmod(s, columns)
        tile = image[r * cell : (r + 1) * cell, c * cell : (c + 1) * cell]
        tile[:] = colours[layout[r][c]]
        if s == state and layout[r][c] not in "GP":
            tile[disc(cell, 0.3)] = (20, 20, 200)
    return image


# %% wrong="draw_world" passes="visible" why="a world of 32 pixels each, whatever was asked"
def draw_world(layout, state, cell=32):
    colours = {"#": (60, 60, 60), ".": (220, 220, 220), "S": (220, 220, 220), "G": (0, 160, 0), "P": (150, 0, 0)}
    cell = 32
    rows, columns = len(layout), len(layout[0])
    image = np.zeros((rows * cell, columns * cell, 3), dtype=np.uint8)
    for s in range(rows * columns):
        r, c = divmod(s, columns)
        tile = image[r * cell : (r + 1) * cell, c * cell : (c + 1) * cell]
        tile[:] = colours[layout[r][c]]
        if s == state:
            tile[disc(cell, 0.3)] = (20, 20, 200)
    return image


# %% wrong="draw_world" why="goal and pit in one colour"
def draw_world(layout, state, cell=32):
    colours = {"#": (60, 60, 60), ".": (220, 220, 220), "S": (220, 220, 220), "G": (150, 0, 0), "P": (150, 0, 0)}
    rows, columns = len(layout), len(layout[0])
    image = np.zeros((rows * cell, columns * cell, 3), dtype=np.uint8)
    for s in range(rows * columns):
        r, c = divmod(s, columns)
        tile = image[r * cell : (r + 1) * cell, c * cell : (c + 1) * cell]
        tile[:] = colours[layout[r][c]]
        if s == state:
            tile[disc(cell, 0.3)] = (20, 20, 200)
    return image


# %% wrong="draw_world" why="floor and walls alike"
def draw_world(layout, state, cell=32):
    colours = {"#": (220, 220, 220), ".": (220, 220, 220), "S": (220, 220, 220), "G": (0, 160, 0), "P": (150, 0, 0)}
    rows, columns = len(layout), len(layout[0])
    image = np.zeros((rows * cell, columns * cell, 3), dtype=np.uint8)
    for s in range(rows * columns):
        r, c = divmod(s, columns)
        tile = image[r * cell : (r + 1) * cell, c * cell : (c + 1) * cell]
        tile[:] = colours[layout[r][c]]
        if s == state:
            tile[disc(cell, 0.3)] = (20, 20, 200)
    return image


# %% wrong="draw_world" why="leaves a trail: the agent in all cells up to its own"
def draw_world(layout, state, cell=32):
    colours = {"#": (60, 60, 60), ".": (220, 220, 220), "S": (220, 220, 220), "G": (0, 160, 0), "P": (150, 0, 0)}
    rows, columns = len(layout), len(layout[0])
    image = np.zeros((rows * cell, columns * cell, 3), dtype=np.uint8)
    for s in range(rows * columns):
        r, c = divmod(s, columns)
        tile = image[r * cell : (r + 1) * cell, c * cell : (c + 1) * cell]
        tile[:] = colours[layout[r][c]]
        if s <= state:
            tile[disc(cell, 0.3)] = (20, 20, 200)
    return image


# %% wrong="draw_world" passes="visible" why="one array for ever"
def draw_world(layout, state, cell=32):
    colours = {"#": (60, 60, 60), ".": (220, 220, 220), "S": (220, 220, 220), "G": (0, 160, 0), "P": (150, 0, 0)}
    rows, columns = len(layout), len(layout[0])
    image = draw_world.__dict__.setdefault((rows, columns, cell), np.zeros((rows * cell, columns * cell, 3), dtype=np.uint8))
    for s in range(rows * columns):
        r, c = divmod(s, columns)
        tile = image[r * cell : (r + 1) * cell, c * cell : (c + 1) * cell]
        tile[:] = colours[layout[r][c]]
        if s == state:
            tile[disc(cell, 0.3)] = (20, 20, 200)
    return image


# %% wrong="draw_world" passes="visible" why="rows and columns exchanged"
def draw_world(layout, state, cell=32):
    colours = {"#": (60, 60, 60), ".": (220, 220, 220), "S": (220, 220, 220), "G": (0, 160, 0), "P": (150, 0, 0)}
    rows, columns = len(layout), len(layout[0])
    image = np.zeros((rows * cell, columns * cell, 3), dtype=np.uint8)
    for s in range(rows * columns):
        c, r = divmod(s, rows)
        tile = image[r * cell : (r + 1) * cell, c * cell : (c + 1) * cell]
        tile[:] = colours[layout[r][c]]
        if s == state:
            tile[disc(cell, 0.3)] = (20, 20, 200)
    return image


# %% wrong="draw_world" passes="visible" why="flickers: new noise in each picture"
def draw_world(layout, state, cell=32):
    colours = {"#": (60, 60, 60), ".": (220, 220, 220), "S": (220, 220, 220), "G": (0, 160, 0), "P": (150, 0, 0)}
    rows, columns = len(layout), len(layout[0])
    image = np.zeros((rows * cell, columns * cell, 3), dtype=np.uint8)
    for s in range(rows * columns):
        r, c = divmod(s, columns)
        tile = image[r * cell : (r + 1) * cell, c * cell : (c + 1) * cell]
        tile[:] = colours[layout[r][c]]
        if s == state:
            tile[disc(cell, 0.3)] = (20, 20, 200)
    image[::3] += np.random.default_rng().integers(0, 3, size=image[::3].shape).astype(np.uint8)
    return image


# %% wrong="draw_world" passes="visible" why="draws the example only"
def draw_world(layout, state, cell=32):
    colours = {"#": (60, 60, 60), ".": (220, 220, 220), "S": (220, 220, 220), "G": (0, 160, 0), "P": (150, 0, 0)}
    layout = ["S.P", ".#.", "..G"]
    rows, columns = 3, 3
    image = np.zeros((rows * cell, columns * cell, 3), dtype=np.uint8)
    for s in range(rows * columns):
        r, c = divmod(s, columns)
        tile = image[r * cell : (r + 1) * cell, c * cell : (c + 1) * cell]
        tile[:] = colours[layout[r][c]]
        if s == state:
            tile[disc(cell, 0.3)] = (20, 20, 200)
    return image


# %% right="OwnGridworld" why="choice over outcomes, numbers as they come"
class OwnGridworld(gym.Env):
    metadata = {"render_modes": ["rgb_array"], "render_fps": 10}

    def __init__(self, layout, slip=0.2, rewards=Rewards(), render_mode=None):
        if slip < 0 or slip > 1:
            raise ValueError(f"slip must be a probability, not {slip}")
        self.layout = layout
        self.render_mode = render_mode
        self.P = transition_table(layout, slip, rewards)
        n = len(layout) * len(layout[0])
        self.observation_space = spaces.Discrete(n)
        self.action_space = spaces.Discrete(4)
        self.initial_state_distrib = np.array([float(letter == "S") for letter in "".join(layout)])

    def reset(self, *, seed=None, options=None):
        super().reset(seed=seed)
        self.state = int(self.initial_state_distrib.argmax())
        return self.state, {}

    def step(self, action):
        outcomes = self.P[self.state][action]
        i = self.np_random.choice(len(outcomes), p=[o[0] for o in outcomes])
        p, self.state, reward, terminated = outcomes[i]
        return self.state, reward, terminated, False, {"prob": p}

    def render(self):
        if self.render_mode == "rgb_array":
            return draw_world(self.layout, self.state)


# %% right="OwnGridworld" why="with the library's physics and picture, as the text allows"
class OwnGridworld(gym.Env):
    metadata = {"render_modes": ["rgb_array"], "render_fps": 10}

    def __init__(self, layout, slip=0.2, rewards=Rewards(), render_mode=None):
        if slip < 0 or slip > 1:
            raise ValueError(f"slip must be a probability, not {slip}")
        self.layout = layout
        self.render_mode = render_mode
        self.P = gridworlds.transition_table(layout, slip, rewards)
        n = len(layout) * len(layout[0])
        self.observation_space = spaces.Discrete(n)
        self.action_space = spaces.Discrete(4)
        self.initial_state_distrib = np.array([float(letter == "S") for letter in "".join(layout)])

    def reset(self, *, seed=None, options=None):
        super().reset(seed=seed)
        self.state = int(self.initial_state_distrib.argmax())
        return self.state, {}

    def step(self, action):
        outcomes = self.P[self.state][action]
        i = self.np_random.choice(len(outcomes), p=[o[0] for o in outcomes])
        p, self.state, reward, terminated = outcomes[i]
        return self.state, reward, terminated, False, {"prob": p}

    def render(self):
        if self.render_mode == "rgb_array":
            return gridworlds.picture(self.layout, self.state)


# %% right="OwnGridworld" why="the physics written once more in step, by coordinates; P for the judge only"
class OwnGridworld(gym.Env):
    metadata = {"render_modes": ["rgb_array", "ansi"], "render_fps": 4}

    def __init__(self, layout, slip=0.2, rewards=Rewards(), render_mode=None):
        if not 0 <= slip <= 1:
            raise ValueError(f"{slip} is no probability")
        self.grid = [list(row) for row in layout]
        self.layout, self.slip, self.rewards, self.render_mode = list(layout), slip, rewards, render_mode
        self.P = gridworlds.transition_table(layout, slip, rewards)
        self.rows, self.columns = len(self.grid), len(self.grid[0])
        self.observation_space = spaces.Discrete(self.rows * self.columns)
        self.action_space = spaces.Discrete(4)
        self.initial_state_distrib = np.zeros(self.rows * self.columns)
        self.initial_state_distrib["".join(layout).find("S")] = 1
        self.position = None

    def reset(self, *, seed=None, options=None):
        super().reset(seed=seed, options=options)
        self.position = divmod("".join(self.layout).find("S"), self.columns)
        return self._number(), {"row": self.position[0]}

    def _number(self):
        return self.position[0] * self.columns + self.position[1]

    def step(self, action):
        luck = self.np_random.uniform()
        if luck < self.slip / 2:
            action = action - 1
        elif luck < self.slip:
            action = action + 1
        dr, dc = [(-1, 0), (0, 1), (1, 0), (0, -1)][int(action) % 4]
        r, c = self.position[0] + dr, self.position[1] + dc
        if 0 <= r < self.rows and 0 <= c < self.columns and self.grid[r][c] != "#":
            self.position = (r, c)
        here = self.grid[self.position[0]][self.position[1]]
        reward = self.rewards.goal if here == "G" else self.rewards.pit if here == "P" else self.rewards.step
        return self._number(), float(reward), here in "GP", False, {}

    def render(self):
        if self.render_mode is None:
            return None
        return draw_world(self.layout, self._number(), 24)


# %% wrong="OwnGridworld" why="numpy's global generator"
class OwnGridworld(gym.Env):
    metadata = {"render_modes": ["rgb_array"], "render_fps": 10}

    def __init__(self, layout, slip=0.2, rewards=Rewards(), render_mode=None):
        if slip < 0 or slip > 1:
            raise ValueError(f"slip must be a probability, not {slip}")
        self.layout = layout
        self.render_mode = render_mode
        self.P = transition_table(layout, slip, rewards)
        n = len(layout) * len(layout[0])
        self.observation_space = spaces.Discrete(n)
        self.action_space = spaces.Discrete(4)
        self.initial_state_distrib = np.array([float(letter == "S") for letter in "".join(layout)])

    def reset(self, *, seed=None, options=None):
        super().reset(seed=seed)
        self.state = int(self.initial_state_distrib.argmax())
        return self.state, {}

    def step(self, action):
        outcomes = self.P[self.state][action]
        i = np.random.choice(len(outcomes), p=[o[0] for o in outcomes])
        p, self.state, reward, terminated = outcomes[i]
        return self.state, reward, terminated, False, {"prob": p}

    def render(self):
        if self.render_mode == "rgb_array":
            return draw_world(self.layout, self.state)


# %% wrong="OwnGridworld" passes="visible" why="a generator of its own, which no seed reaches"
class OwnGridworld(gym.Env):
    metadata = {"render_modes": ["rgb_array"], "render_fps": 10}

    def __init__(self, layout, slip=0.2, rewards=Rewards(), render_mode=None):
        if slip < 0 or slip > 1:
            raise ValueError(f"slip must be a probability, not {slip}")
        self.layout = layout
        self.render_mode = render_mode
        self.P = transition_table(layout, slip, rewards)
        n = len(layout) * len(layout[0])
        self.observation_space = spaces.Discrete(n)
        self.action_space = spaces.Discrete(4)
        self.initial_state_distrib = np.array([float(letter == "S") for letter in "".join(layout)])

    def reset(self, *, seed=None, options=None):
        super().reset(seed=seed)
        self.state = int(self.initial_state_distrib.argmax())
        return self.state, {}

    def step(self, action):
        outcomes = self.P[self.state][action]
        i = self.__dict__.setdefault("rng", np.random.default_rng(0)).choice(len(outcomes), p=[o[0] for o in outcomes])
        p, self.state, reward, terminated = outcomes[i]
        return self.state, reward, terminated, False, {"prob": p}

    def render(self):
        if self.render_mode == "rgb_array":
            return draw_world(self.layout, self.state)


# %% wrong="OwnGridworld" why="forgets to hand the seed on"
class OwnGridworld(gym.Env):
    metadata = {"render_modes": ["rgb_array"], "render_fps": 10}

    def __init__(self, layout, slip=0.2, rewards=Rewards(), render_mode=None):
        if slip < 0 or slip > 1:
            raise ValueError(f"slip must be a probability, not {slip}")
        self.layout = layout
        self.render_mode = render_mode
        self.P = transition_table(layout, slip, rewards)
        n = len(layout) * len(layout[0])
        self.observation_space = spaces.Discrete(n)
        self.action_space = spaces.Discrete(4)
        self.initial_state_distrib = np.array([float(letter == "S") for letter in "".join(layout)])

    def reset(self, *, seed=None, options=None):
        super().reset()
        self.state = int(self.initial_state_distrib.argmax())
        return self.state, {}

    def step(self, action):
        outcomes = self.P[self.state][action]
        i = self.np_random.choice(len(outcomes), p=[o[0] for o in outcomes])
        p, self.state, reward, terminated = outcomes[i]
        return self.state, reward, terminated, False, {"prob": p}

    def render(self):
        if self.render_mode == "rgb_array":
            return draw_world(self.layout, self.state)


# %% wrong="OwnGridworld" why="seeds itself with 0 at every reset"
class OwnGridworld(gym.Env):
    metadata = {"render_modes": ["rgb_array"], "render_fps": 10}

    def __init__(self, layout, slip=0.2, rewards=Rewards(), render_mode=None):
        if slip < 0 or slip > 1:
            raise ValueError(f"slip must be a probability, not {slip}")
        self.layout = layout
        self.render_mode = render_mode
        self.P = transition_table(layout, slip, rewards)
        n = len(layout) * len(layout[0])
        self.observation_space = spaces.Discrete(n)
        self.action_space = spaces.Discrete(4)
        self.initial_state_distrib = np.array([float(letter == "S") for letter in "".join(layout)])

    def reset(self, *, seed=None, options=None):
        super().reset(seed=0)
        self.state = int(self.initial_state_distrib.argmax())
        return self.state, {}

    def step(self, action):
        outcomes = self.P[self.state][action]
        i = self.np_random.choice(len(outcomes), p=[o[0] for o in outcomes])
        p, self.state, reward, terminated = outcomes[i]
        return self.state, reward, terminated, False, {"prob": p}

    def render(self):
        if self.render_mode == "rgb_array":
            return draw_world(self.layout, self.state)


# %% wrong="OwnGridworld" passes="visible" why="does not go back to the start at a reset"
class OwnGridworld(gym.Env):
    metadata = {"render_modes": ["rgb_array"], "render_fps": 10}

    def __init__(self, layout, slip=0.2, rewards=Rewards(), render_mode=None):
        if slip < 0 or slip > 1:
            raise ValueError(f"slip must be a probability, not {slip}")
        self.layout = layout
        self.render_mode = render_mode
        self.P = transition_table(layout, slip, rewards)
        n = len(layout) * len(layout[0])
        self.observation_space = spaces.Discrete(n)
        self.action_space = spaces.Discrete(4)
        self.initial_state_distrib = np.array([float(letter == "S") for letter in "".join(layout)])

    def reset(self, *, seed=None, options=None):
        super().reset(seed=seed)
        self.state = getattr(self, "state", int(self.initial_state_distrib.argmax()))
        return self.state, {}

    def step(self, action):
        outcomes = self.P[self.state][action]
        i = self.np_random.choice(len(outcomes), p=[o[0] for o in outcomes])
        p, self.state, reward, terminated = outcomes[i]
        return self.state, reward, terminated, False, {"prob": p}

    def render(self):
        if self.render_mode == "rgb_array":
            return draw_world(self.layout, self.state)


# %% wrong="OwnGridworld" passes="visible" why="never slips: takes the first outcome"
class OwnGridworld(gym.Env):
    metadata = {"render_modes": ["rgb_array"], "render_fps": 10}

    def __init__(self, layout, slip=0.2, rewards=Rewards(), render_mode=None):
        if slip < 0 or slip > 1:
            raise ValueError(f"slip must be a probability, not {slip}")
        self.layout = layout
        self.render_mode = render_mode
        self.P = transition_table(layout, slip, rewards)
        n = len(layout) * len(layout[0])
        self.observation_space = spaces.Discrete(n)
        self.action_space = spaces.Discrete(4)
        self.initial_state_distrib = np.array([float(letter == "S") for letter in "".join(layout)])

    def reset(self, *, seed=None, options=None):
        super().reset(seed=seed)
        self.state = int(self.initial_state_distrib.argmax())
        return self.state, {}

    def step(self, action):
        outcomes = self.P[self.state][action]
        i = 0
        p, self.state, reward, terminated = outcomes[i]
        return self.state, reward, terminated, False, {"prob": p}

    def render(self):
        if self.render_mode == "rgb_array":
            return draw_world(self.layout, self.state)


# %% wrong="OwnGridworld" why="all outcomes equally likely"
class OwnGridworld(gym.Env):
    metadata = {"render_modes": ["rgb_array"], "render_fps": 10}

    def __init__(self, layout, slip=0.2, rewards=Rewards(), render_mode=None):
        if slip < 0 or slip > 1:
            raise ValueError(f"slip must be a probability, not {slip}")
        self.layout = layout
        self.render_mode = render_mode
        self.P = transition_table(layout, slip, rewards)
        n = len(layout) * len(layout[0])
        self.observation_space = spaces.Discrete(n)
        self.action_space = spaces.Discrete(4)
        self.initial_state_distrib = np.array([float(letter == "S") for letter in "".join(layout)])

    def reset(self, *, seed=None, options=None):
        super().reset(seed=seed)
        self.state = int(self.initial_state_distrib.argmax())
        return self.state, {}

    def step(self, action):
        outcomes = self.P[self.state][action]
        i = self.np_random.choice(len(outcomes))
        p, self.state, reward, terminated = outcomes[i]
        return self.state, reward, terminated, False, {"prob": p}

    def render(self):
        if self.render_mode == "rgb_array":
            return draw_world(self.layout, self.state)


# %% wrong="OwnGridworld" passes="visible" why="starts in state 0"
class OwnGridworld(gym.Env):
    metadata = {"render_modes": ["rgb_array"], "render_fps": 10}

    def __init__(self, layout, slip=0.2, rewards=Rewards(), render_mode=None):
        if slip < 0 or slip > 1:
            raise ValueError(f"slip must be a probability, not {slip}")
        self.layout = layout
        self.render_mode = render_mode
        self.P = transition_table(layout, slip, rewards)
        n = len(layout) * len(layout[0])
        self.observation_space = spaces.Discrete(n)
        self.action_space = spaces.Discrete(4)
        self.initial_state_distrib = np.array([float(letter == "S") for letter in "".join(layout)])

    def reset(self, *, seed=None, options=None):
        super().reset(seed=seed)
        self.state = 0
        return self.state, {}

    def step(self, action):
        outcomes = self.P[self.state][action]
        i = self.np_random.choice(len(outcomes), p=[o[0] for o in outcomes])
        p, self.state, reward, terminated = outcomes[i]
        return self.state, reward, terminated, False, {"prob": p}

    def render(self):
        if self.render_mode == "rgb_array":
            return draw_world(self.layout, self.state)


# %% wrong="OwnGridworld" passes="visible" why="ignores the rewards that were asked for"
class OwnGridworld(gym.Env):
    metadata = {"render_modes": ["rgb_array"], "render_fps": 10}

    def __init__(self, layout, slip=0.2, rewards=Rewards(), render_mode=None):
        if slip < 0 or slip > 1:
            raise ValueError(f"slip must be a probability, not {slip}")
        self.layout = layout
        self.render_mode = render_mode
        self.P = transition_table(layout, slip, Rewards())
        n = len(layout) * len(layout[0])
        self.observation_space = spaces.Discrete(n)
        self.action_space = spaces.Discrete(4)
        self.initial_state_distrib = np.array([float(letter == "S") for letter in "".join(layout)])

    def reset(self, *, seed=None, options=None):
        super().reset(seed=seed)
        self.state = int(self.initial_state_distrib.argmax())
        return self.state, {}

    def step(self, action):
        outcomes = self.P[self.state][action]
        i = self.np_random.choice(len(outcomes), p=[o[0] for o in outcomes])
        p, self.state, reward, terminated = outcomes[i]
        return self.state, reward, terminated, False, {"prob": p}

    def render(self):
        if self.render_mode == "rgb_array":
            return draw_world(self.layout, self.state)


# %% wrong="OwnGridworld" why="a fixed slip of 0.2"
class OwnGridworld(gym.Env):
    metadata = {"render_modes": ["rgb_array"], "render_fps": 10}

    def __init__(self, layout, slip=0.2, rewards=Rewards(), render_mode=None):
        if slip < 0 or slip > 1:
            raise ValueError(f"slip must be a probability, not {slip}")
        self.layout = layout
        self.render_mode = render_mode
        self.P = transition_table(layout, 0.2, rewards)
        n = len(layout) * len(layout[0])
        self.observation_space = spaces.Discrete(n)
        self.action_space = spaces.Discrete(4)
        self.initial_state_distrib = np.array([float(letter == "S") for letter in "".join(layout)])

    def reset(self, *, seed=None, options=None):
        super().reset(seed=seed)
        self.state = int(self.initial_state_distrib.argmax())
        return self.state, {}

    def step(self, action):
        outcomes = self.P[self.state][action]
        i = self.np_random.choice(len(outcomes), p=[o[0] for o in outcomes])
        p, self.state, reward, terminated = outcomes[i]
        return self.state, reward, terminated, False, {"prob": p}

    def render(self):
        if self.render_mode == "rgb_array":
            return draw_world(self.layout, self.state)


# %% wrong="OwnGridworld" why="the old interface of four results"
class OwnGridworld(gym.Env):
    metadata = {"render_modes": ["rgb_array"], "render_fps": 10}

    def __init__(self, layout, slip=0.2, rewards=Rewards(), render_mode=None):
        if slip < 0 or slip > 1:
            raise ValueError(f"slip must be a probability, not {slip}")
        self.layout = layout
        self.render_mode = render_mode
        self.P = transition_table(layout, slip, rewards)
        n = len(layout) * len(layout[0])
        self.observation_space = spaces.Discrete(n)
        self.action_space = spaces.Discrete(4)
        self.initial_state_distrib = np.array([float(letter == "S") for letter in "".join(layout)])

    def reset(self, *, seed=None, options=None):
        super().reset(seed=seed)
        self.state = int(self.initial_state_distrib.argmax())
        return self.state, {}

    def step(self, action):
        outcomes = self.P[self.state][action]
        i = self.np_random.choice(len(outcomes), p=[o[0] for o in outcomes])
        p, self.state, reward, terminated = outcomes[i]
        return self.state, reward, terminated, {"prob": p}

    def render(self):
        if self.render_mode == "rgb_array":
            return draw_world(self.layout, self.state)


# %% wrong="OwnGridworld" why="reset without info"
class OwnGridworld(gym.Env):
    metadata = {"render_modes": ["rgb_array"], "render_fps": 10}

    def __init__(self, layout, slip=0.2, rewards=Rewards(), render_mode=None):
        if slip < 0 or slip > 1:
            raise ValueError(f"slip must be a probability, not {slip}")
        self.layout = layout
        self.render_mode = render_mode
        self.P = transition_table(layout, slip, rewards)
        n = len(layout) * len(layout[0])
        self.observation_space = spaces.Discrete(n)
        self.action_space = spaces.Discrete(4)
        self.initial_state_distrib = np.array([float(letter == "S") for letter in "".join(layout)])

    def reset(self, *, seed=None, options=None):
        super().reset(seed=seed)
        self.state = int(self.initial_state_distrib.argmax())
        return self.state

    def step(self, action):
        outcomes = self.P[self.state][action]
        i = self.np_random.choice(len(outcomes), p=[o[0] for o in outcomes])
        p, self.state, reward, terminated = outcomes[i]
        return self.state, reward, terminated, False, {"prob": p}

    def render(self):
        if self.render_mode == "rgb_array":
            return draw_world(self.layout, self.state)


# %% wrong="OwnGridworld" why="reports the end as truncated"
class OwnGridworld(gym.Env):
    metadata = {"render_modes": ["rgb_array"], "render_fps": 10}

    def __init__(self, layout, slip=0.2, rewards=Rewards(), render_mode=None):
        if slip < 0 or slip > 1:
            raise ValueError(f"slip must be a probability, not {slip}")
        self.layout = layout
        self.render_mode = render_mode
        self.P = transition_table(layout, slip, rewards)
        n = len(layout) * len(layout[0])
        self.observation_space = spaces.Discrete(n)
        self.action_space = spaces.Discrete(4)
        self.initial_state_distrib = np.array([float(letter == "S") for letter in "".join(layout)])

    def reset(self, *, seed=None, options=None):
        super().reset(seed=seed)
        self.state = int(self.initial_state_distrib.argmax())
        return self.state, {}

    def step(self, action):
        outcomes = self.P[self.state][action]
        i = self.np_random.choice(len(outcomes), p=[o[0] for o in outcomes])
        p, self.state, reward, terminated = outcomes[i]
        return self.state, reward, False, terminated, {"prob": p}

    def render(self):
        if self.render_mode == "rgb_array":
            return draw_world(self.layout, self.state)


# %% wrong="OwnGridworld" why="accepts any slip"
class OwnGridworld(gym.Env):
    metadata = {"render_modes": ["rgb_array"], "render_fps": 10}

    def __init__(self, layout, slip=0.2, rewards=Rewards(), render_mode=None):
        if slip < 0 or slip > 1:
            slip = 0.2
        self.layout = layout
        self.render_mode = render_mode
        self.P = transition_table(layout, slip, rewards)
        n = len(layout) * len(layout[0])
        self.observation_space = spaces.Discrete(n)
        self.action_space = spaces.Discrete(4)
        self.initial_state_distrib = np.array([float(letter == "S") for letter in "".join(layout)])

    def reset(self, *, seed=None, options=None):
        super().reset(seed=seed)
        self.state = int(self.initial_state_distrib.argmax())
        return self.state, {}

    def step(self, action):
        outcomes = self.P[self.state][action]
        i = self.np_random.choice(len(outcomes), p=[o[0] for o in outcomes])
        p, self.state, reward, terminated = outcomes[i]
        return self.state, reward, terminated, False, {"prob": p}

    def render(self):
        if self.render_mode == "rgb_array":
            return draw_world(self.layout, self.state)


# %% wrong="OwnGridworld" passes="visible" why="refuses slips above 1 only"
class OwnGridworld(gym.Env):
    metadata = {"render_modes": ["rgb_array"], "render_fps": 10}

    def __init__(self, layout, slip=0.2, rewards=Rewards(), render_mode=None):
        if slip > 1:
            raise ValueError(f"slip must be a probability, not {slip}")
        self.layout = layout
        self.render_mode = render_mode
        self.P = transition_table(layout, slip, rewards)
        n = len(layout) * len(layout[0])
        self.observation_space = spaces.Discrete(n)
        self.action_space = spaces.Discrete(4)
        self.initial_state_distrib = np.array([float(letter == "S") for letter in "".join(layout)])

    def reset(self, *, seed=None, options=None):
        super().reset(seed=seed)
        self.state = int(self.initial_state_distrib.argmax())
        return self.state, {}

    def step(self, action):
        outcomes = self.P[self.state][action]
        i = self.np_random.choice(len(outcomes), p=[o[0] for o in outcomes])
        p, self.state, reward, terminated = outcomes[i]
        return self.state, reward, terminated, False, {"prob": p}

    def render(self):
        if self.render_mode == "rgb_array":
            return draw_world(self.layout, self.state)


# %% wrong="OwnGridworld" passes="visible" why="draws the start for ever"
class OwnGridworld(gym.Env):
    metadata = {"render_modes": ["rgb_array"], "render_fps": 10}

    def __init__(self, layout, slip=0.2, rewards=Rewards(), render_mode=None):
        if slip < 0 or slip > 1:
            raise ValueError(f"slip must be a probability, not {slip}")
        self.layout = layout
        self.render_mode = render_mode
        self.P = transition_table(layout, slip, rewards)
        n = len(layout) * len(layout[0])
        self.observation_space = spaces.Discrete(n)
        self.action_space = spaces.Discrete(4)
        self.initial_state_distrib = np.array([float(letter == "S") for letter in "".join(layout)])

    def reset(self, *, seed=None, options=None):
        super().reset(seed=seed)
        self.state = int(self.initial_state_distrib.argmax())
        return self.state, {}

    def step(self, action):
        outcomes = self.P[self.state][action]
        i = self.np_random.choice(len(outcomes), p=[o[0] for o in outcomes])
        p, self.state, reward, terminated = outcomes[i]
        return self.state, reward, terminated, False, {"prob": p}

    def render(self):
        if self.render_mode == "rgb_array":
            return draw_world(self.layout, int(self.initial_state_distrib.argmax()))


# %% wrong="OwnGridworld" passes="visible" why="draws without being asked"
class OwnGridworld(gym.Env):
    metadata = {"render_modes": ["rgb_array"], "render_fps": 10}

    def __init__(self, layout, slip=0.2, rewards=Rewards(), render_mode=None):
        if slip < 0 or slip > 1:
            raise ValueError(f"slip must be a probability, not {slip}")
        self.layout = layout
        self.render_mode = render_mode
        self.P = transition_table(layout, slip, rewards)
        n = len(layout) * len(layout[0])
        self.observation_space = spaces.Discrete(n)
        self.action_space = spaces.Discrete(4)
        self.initial_state_distrib = np.array([float(letter == "S") for letter in "".join(layout)])

    def reset(self, *, seed=None, options=None):
        super().reset(seed=seed)
        self.state = int(self.initial_state_distrib.argmax())
        return self.state, {}

    def step(self, action):
        outcomes = self.P[self.state][action]
        i = self.np_random.choice(len(outcomes), p=[o[0] for o in outcomes])
        p, self.state, reward, terminated = outcomes[i]
        return self.state, reward, terminated, False, {"prob": p}

    def render(self):
        if True:
            return draw_world(self.layout, self.state)


# %% wrong="OwnGridworld" passes="visible" why="no P for the judge"
class OwnGridworld(gym.Env):
    metadata = {"render_modes": ["rgb_array"], "render_fps": 10}

    def __init__(self, layout, slip=0.2, rewards=Rewards(), render_mode=None):
        if slip < 0 or slip > 1:
            raise ValueError(f"slip must be a probability, not {slip}")
        self.layout = layout
        self.render_mode = render_mode
        self._table = transition_table(layout, slip, rewards)
        n = len(layout) * len(layout[0])
        self.observation_space = spaces.Discrete(n)
        self.action_space = spaces.Discrete(4)
        self.initial_state_distrib = np.array([float(letter == "S") for letter in "".join(layout)])

    def reset(self, *, seed=None, options=None):
        super().reset(seed=seed)
        self.state = int(self.initial_state_distrib.argmax())
        return self.state, {}

    def step(self, action):
        outcomes = self._table[self.state][action]
        i = self.np_random.choice(len(outcomes), p=[o[0] for o in outcomes])
        p, self.state, reward, terminated = outcomes[i]
        return self.state, reward, terminated, False, {"prob": p}

    def render(self):
        if self.render_mode == "rgb_array":
            return draw_world(self.layout, self.state)


# %% wrong="OwnGridworld" passes="visible" why="no initial_state_distrib, the start elsewhere"
class OwnGridworld(gym.Env):
    metadata = {"render_modes": ["rgb_array"], "render_fps": 10}

    def __init__(self, layout, slip=0.2, rewards=Rewards(), render_mode=None):
        if slip < 0 or slip > 1:
            raise ValueError(f"slip must be a probability, not {slip}")
        self.layout = layout
        self.render_mode = render_mode
        self.P = transition_table(layout, slip, rewards)
        n = len(layout) * len(layout[0])
        self.observation_space = spaces.Discrete(n)
        self.action_space = spaces.Discrete(4)
        self._first = np.array([float(letter == "S") for letter in "".join(layout)])

    def reset(self, *, seed=None, options=None):
        super().reset(seed=seed)
        self.state = int(self._first.argmax())
        return self.state, {}

    def step(self, action):
        outcomes = self.P[self.state][action]
        i = self.np_random.choice(len(outcomes), p=[o[0] for o in outcomes])
        p, self.state, reward, terminated = outcomes[i]
        return self.state, reward, terminated, False, {"prob": p}

    def render(self):
        if self.render_mode == "rgb_array":
            return draw_world(self.layout, self.state)


# %% wrong="OwnGridworld" passes="visible" why="a P that does not say what happens: the slips are left out"
class OwnGridworld(gym.Env):
    metadata = {"render_modes": ["rgb_array"], "render_fps": 10}

    def __init__(self, layout, slip=0.2, rewards=Rewards(), render_mode=None):
        if slip < 0 or slip > 1:
            raise ValueError(f"slip must be a probability, not {slip}")
        self.layout = layout
        self.render_mode = render_mode
        self.P = transition_table(layout, slip, rewards)
        self._real, self.P = self.P, transition_table(layout, 0.0, rewards)
        n = len(layout) * len(layout[0])
        self.observation_space = spaces.Discrete(n)
        self.action_space = spaces.Discrete(4)
        self.initial_state_distrib = np.array([float(letter == "S") for letter in "".join(layout)])

    def reset(self, *, seed=None, options=None):
        super().reset(seed=seed)
        self.state = int(self.initial_state_distrib.argmax())
        return self.state, {}

    def step(self, action):
        outcomes = self._real[self.state][action]
        i = self.np_random.choice(len(outcomes), p=[o[0] for o in outcomes])
        p, self.state, reward, terminated = outcomes[i]
        return self.state, reward, terminated, False, {"prob": p}

    def render(self):
        if self.render_mode == "rgb_array":
            return draw_world(self.layout, self.state)


# %% wrong="OwnGridworld" passes="visible" why="a space that is too small: walls are not counted"
class OwnGridworld(gym.Env):
    metadata = {"render_modes": ["rgb_array"], "render_fps": 10}

    def __init__(self, layout, slip=0.2, rewards=Rewards(), render_mode=None):
        if slip < 0 or slip > 1:
            raise ValueError(f"slip must be a probability, not {slip}")
        self.layout = layout
        self.render_mode = render_mode
        self.P = transition_table(layout, slip, rewards)
        n = sum(letter != "#" for letter in "".join(layout))
        self.observation_space = spaces.Discrete(n)
        self.action_space = spaces.Discrete(4)
        self.initial_state_distrib = np.array([float(letter == "S") for letter in "".join(layout)])

    def reset(self, *, seed=None, options=None):
        super().reset(seed=seed)
        self.state = int(self.initial_state_distrib.argmax())
        return self.state, {}

    def step(self, action):
        outcomes = self.P[self.state][action]
        i = self.np_random.choice(len(outcomes), p=[o[0] for o in outcomes])
        p, self.state, reward, terminated = outcomes[i]
        return self.state, reward, terminated, False, {"prob": p}

    def render(self):
        if self.render_mode == "rgb_array":
            return draw_world(self.layout, self.state)


# %% wrong="OwnGridworld" why="no modes in metadata"
class OwnGridworld(gym.Env):
    metadata = {"render_modes": [], "render_fps": 10}

    def __init__(self, layout, slip=0.2, rewards=Rewards(), render_mode=None):
        if slip < 0 or slip > 1:
            raise ValueError(f"slip must be a probability, not {slip}")
        self.layout = layout
        self.render_mode = render_mode
        self.P = transition_table(layout, slip, rewards)
        n = len(layout) * len(layout[0])
        self.observation_space = spaces.Discrete(n)
        self.action_space = spaces.Discrete(4)
        self.initial_state_distrib = np.array([float(letter == "S") for letter in "".join(layout)])

    def reset(self, *, seed=None, options=None):
        super().reset(seed=seed)
        self.state = int(self.initial_state_distrib.argmax())
        return self.state, {}

    def step(self, action):
        outcomes = self.P[self.state][action]
        i = self.np_random.choice(len(outcomes), p=[o[0] for o in outcomes])
        p, self.state, reward, terminated = outcomes[i]
        return self.state, reward, terminated, False, {"prob": p}

    def render(self):
        if self.render_mode == "rgb_array":
            return draw_world(self.layout, self.state)


# %% wrong="OwnGridworld" passes="visible" why="a step limit of its own"
class OwnGridworld(gym.Env):
    metadata = {"render_modes": ["rgb_array"], "render_fps": 10}

    def __init__(self, layout, slip=0.2, rewards=Rewards(), render_mode=None):
        if slip < 0 or slip > 1:
            raise ValueError(f"slip must be a probability, not {slip}")
        self.layout = layout
        self.render_mode = render_mode
        self.P = transition_table(layout, slip, rewards)
        n = len(layout) * len(layout[0])
        self.observation_space = spaces.Discrete(n)
        self.action_space = spaces.Discrete(4)
        self.initial_state_distrib = np.array([float(letter == "S") for letter in "".join(layout)])

    def reset(self, *, seed=None, options=None):
        super().reset(seed=seed)
        self.state = int(self.initial_state_distrib.argmax())
        return self.state, {}

    def step(self, action):
        outcomes = self.P[self.state][action]
        i = self.np_random.choice(len(outcomes), p=[o[0] for o in outcomes])
        p, self.state, reward, terminated = outcomes[i]
        self.n = getattr(self, "n", 0) + 1
        return self.state, reward, terminated, self.n % 50 == 0, {"prob": p}

    def render(self):
        if self.render_mode == "rgb_array":
            return draw_world(self.layout, self.state)


# %% wrong="OwnGridworld" passes="visible" why="knows the visible world only"
class OwnGridworld(gym.Env):
    metadata = {"render_modes": ["rgb_array"], "render_fps": 10}

    def __init__(self, layout, slip=0.2, rewards=Rewards(), render_mode=None):
        if slip < 0 or slip > 1:
            raise ValueError(f"slip must be a probability, not {slip}")
        self.layout = layout
        self.render_mode = render_mode
        self.layout = layout = ["S.P", ".#.", "..G"]
        self.P = transition_table(layout, 0.0, Rewards())
        n = len(layout) * len(layout[0])
        self.observation_space = spaces.Discrete(n)
        self.action_space = spaces.Discrete(4)
        self.initial_state_distrib = np.array([float(letter == "S") for letter in "".join(layout)])

    def reset(self, *, seed=None, options=None):
        super().reset(seed=seed)
        self.state = int(self.initial_state_distrib.argmax())
        return self.state, {}

    def step(self, action):
        outcomes = self.P[self.state][action]
        i = self.np_random.choice(len(outcomes), p=[o[0] for o in outcomes])
        p, self.state, reward, terminated = outcomes[i]
        return self.state, reward, terminated, False, {"prob": p}

    def render(self):
        if self.render_mode == "rgb_array":
            return draw_world(self.layout, self.state)


# %% right="train" why="random ties, another exploration, n to the power -0.65"
def train(env, snapshots_at, gamma, rng):
    n_states, n_actions = sizes_of(env)
    q, visits = np.zeros((n_states, n_actions)), np.zeros((n_states, n_actions))
    tables = []
    if 0 in snapshots_at:
        tables.append(q.copy())
    total = snapshots_at[-1]
    for episode in range(total):
        epsilon = max(0.05, 0.7 - episode / total)
        if episode == 0:
            s, _ = env.reset(seed=int(rng.integers(2**31)))
        else:
            s, _ = env.reset()
        done = False
        while not done:
            if rng.random() < epsilon:
                a = int(rng.integers(n_actions))
            else:
                a = int(rng.choice(np.flatnonzero(q[s] == q[s].max())))
            s2, r, terminated, truncated, _ = env.step(a)
            target = r + gamma * q[s2].max() * (not terminated)
            visits[s, a] += 1
            q[s, a] += visits[s, a] ** -0.65 * (target - q[s, a])
            s = s2
            done = terminated or truncated
        if episode + 1 in snapshots_at:
            tables.append(q.copy())
    return np.array(tables)


# %% wrong="train" why="a list of tables in place of one array"
def train(env, snapshots_at, gamma, rng):
    n_states, n_actions = sizes_of(env)
    q, visits = np.zeros((n_states, n_actions)), np.zeros((n_states, n_actions))
    tables = []
    if 0 in snapshots_at:
        tables.append(q.copy())
    total = snapshots_at[-1]
    for episode in range(total):
        epsilon = max(0.05, 0.7 - episode / total)
        if episode == 0:
            s, _ = env.reset(seed=int(rng.integers(2**31)))
        else:
            s, _ = env.reset()
        done = False
        while not done:
            if rng.random() < epsilon:
                a = int(rng.integers(n_actions))
            else:
                a = int(rng.choice(np.flatnonzero(q[s] == q[s].max())))
            s2, r, terminated, truncated, _ = env.step(a)
            target = r + gamma * q[s2].max() * (not terminated)
            visits[s, a] += 1
            q[s, a] += 0.1 * (target - q[s, a])
            s = s2
            done = terminated or truncated
        if episode + 1 in snapshots_at:
            tables.append(q.copy())
    return tables


# %% right="train" why="lists in place of arrays, a step that falls with the episodes"
def train(env, snapshots_at, gamma, rng):
    n_states, n_actions = sizes_of(env)
    q = [[0.0] * n_actions for _ in range(n_states)]
    tables = [np.array(q)] if snapshots_at[0] == 0 else []
    first = int(rng.integers(2**31))
    for k in range(1, snapshots_at[-1] + 1):
        state = env.reset(seed=first if k == 1 else None)[0]
        alpha = 0.4 if k < 100 else 0.15 if k < 300 else 0.05
        while True:
            row = q[state]
            action = int(rng.integers(n_actions)) if rng.random() < 0.4 else row.index(max(row))
            new, reward, terminated, truncated, _ = env.step(action)
            future = 0.0 if terminated else max(q[new])
            row[action] += alpha * (reward + gamma * future - row[action])
            state = new
            if terminated or truncated:
                break
        if k in snapshots_at:
            tables.append(np.array(q))
    return np.stack(tables)


# %% wrong="train" why="a step size of 1: the latest try is all it knows"
def train(env, snapshots_at, gamma, rng):
    n_states, n_actions = sizes_of(env)
    q, visits = np.zeros((n_states, n_actions)), np.zeros((n_states, n_actions))
    tables = []
    if 0 in snapshots_at:
        tables.append(q.copy())
    total = snapshots_at[-1]
    for episode in range(total):
        epsilon = max(0.05, 0.7 - episode / total)
        if episode == 0:
            s, _ = env.reset(seed=int(rng.integers(2**31)))
        else:
            s, _ = env.reset()
        done = False
        while not done:
            if rng.random() < epsilon:
                a = int(rng.integers(n_actions))
            else:
                a = int(rng.choice(np.flatnonzero(q[s] == q[s].max())))
            s2, r, terminated, truncated, _ = env.step(a)
            target = r + gamma * q[s2].max() * (not terminated)
            visits[s, a] += 1
            q[s, a] += 1.0 * (target - q[s, a])
            s = s2
            done = terminated or truncated
        if episode + 1 in snapshots_at:
            tables.append(q.copy())
    return np.array(tables)


# %% wrong="train" why="the plain mean, 1 / n, which never forgets its first guesses"
def train(env, snapshots_at, gamma, rng):
    n_states, n_actions = sizes_of(env)
    q, visits = np.zeros((n_states, n_actions)), np.zeros((n_states, n_actions))
    tables = []
    if 0 in snapshots_at:
        tables.append(q.copy())
    total = snapshots_at[-1]
    for episode in range(total):
        epsilon = max(0.05, 0.7 - episode / total)
        if episode == 0:
            s, _ = env.reset(seed=int(rng.integers(2**31)))
        else:
            s, _ = env.reset()
        done = False
        while not done:
            if rng.random() < epsilon:
                a = int(rng.integers(n_actions))
            else:
                a = int(rng.choice(np.flatnonzero(q[s] == q[s].max())))
            s2, r, terminated, truncated, _ = env.step(a)
            target = r + gamma * q[s2].max() * (not terminated)
            visits[s, a] += 1
            q[s, a] += 1 / visits[s, a] * (target - q[s, a])
            s = s2
            done = terminated or truncated
        if episode + 1 in snapshots_at:
            tables.append(q.copy())
    return np.array(tables)


# %% wrong="train" why="hardly learns: a step size of 0.001"
def train(env, snapshots_at, gamma, rng):
    n_states, n_actions = sizes_of(env)
    q, visits = np.zeros((n_states, n_actions)), np.zeros((n_states, n_actions))
    tables = []
    if 0 in snapshots_at:
        tables.append(q.copy())
    total = snapshots_at[-1]
    for episode in range(total):
        epsilon = max(0.05, 0.7 - episode / total)
        if episode == 0:
            s, _ = env.reset(seed=int(rng.integers(2**31)))
        else:
            s, _ = env.reset()
        done = False
        while not done:
            if rng.random() < epsilon:
                a = int(rng.integers(n_actions))
            else:
                a = int(rng.choice(np.flatnonzero(q[s] == q[s].max())))
            s2, r, terminated, truncated, _ = env.step(a)
            target = r + gamma * q[s2].max() * (not terminated)
            visits[s, a] += 1
            q[s, a] += 0.001 * (target - q[s, a])
            s = s2
            done = terminated or truncated
        if episode + 1 in snapshots_at:
            tables.append(q.copy())
    return np.array(tables)


# %% wrong="train" why="the same array again and again: no copies"
def train(env, snapshots_at, gamma, rng):
    n_states, n_actions = sizes_of(env)
    q, visits = np.zeros((n_states, n_actions)), np.zeros((n_states, n_actions))
    tables = []
    if 0 in snapshots_at:
        tables.append(q)
    total = snapshots_at[-1]
    for episode in range(total):
        epsilon = max(0.05, 0.7 - episode / total)
        if episode == 0:
            s, _ = env.reset(seed=int(rng.integers(2**31)))
        else:
            s, _ = env.reset()
        done = False
        while not done:
            if rng.random() < epsilon:
                a = int(rng.integers(n_actions))
            else:
                a = int(rng.choice(np.flatnonzero(q[s] == q[s].max())))
            s2, r, terminated, truncated, _ = env.step(a)
            target = r + gamma * q[s2].max() * (not terminated)
            visits[s, a] += 1
            q[s, a] += visits[s, a] ** -0.6 * (target - q[s, a])
            s = s2
            done = terminated or truncated
        if episode + 1 in snapshots_at:
            tables.append(q)
    return np.array(tables)


# %% wrong="train" passes="visible" why="takes a time limit for the end"
def train(env, snapshots_at, gamma, rng):
    n_states, n_actions = sizes_of(env)
    q, visits = np.zeros((n_states, n_actions)), np.zeros((n_states, n_actions))
    tables = []
    if 0 in snapshots_at:
        tables.append(q.copy())
    total = snapshots_at[-1]
    for episode in range(total):
        epsilon = max(0.05, 0.7 - episode / total)
        if episode == 0:
            s, _ = env.reset(seed=int(rng.integers(2**31)))
        else:
            s, _ = env.reset()
        done = False
        while not done:
            if rng.random() < epsilon:
                a = int(rng.integers(n_actions))
            else:
                a = int(rng.choice(np.flatnonzero(q[s] == q[s].max())))
            s2, r, terminated, truncated, _ = env.step(a)
            target = r + gamma * q[s2].max() * (not (terminated or truncated))
            visits[s, a] += 1
            q[s, a] += visits[s, a] ** -0.6 * (target - q[s, a])
            s = s2
            done = terminated or truncated
        if episode + 1 in snapshots_at:
            tables.append(q.copy())
    return np.array(tables)


# %% wrong="train" why="never explores"
def train(env, snapshots_at, gamma, rng):
    n_states, n_actions = sizes_of(env)
    q, visits = np.zeros((n_states, n_actions)), np.zeros((n_states, n_actions))
    tables = []
    if 0 in snapshots_at:
        tables.append(q.copy())
    total = snapshots_at[-1]
    for episode in range(total):
        epsilon = 0.0
        if episode == 0:
            s, _ = env.reset(seed=int(rng.integers(2**31)))
        else:
            s, _ = env.reset()
        done = False
        while not done:
            if rng.random() < epsilon:
                a = int(rng.integers(n_actions))
            else:
                a = int(0 if not q[s].any() else q[s].argmin())
            s2, r, terminated, truncated, _ = env.step(a)
            target = r + gamma * q[s2].max() * (not terminated)
            visits[s, a] += 1
            q[s, a] += visits[s, a] ** -0.6 * (target - q[s, a])
            s = s2
            done = terminated or truncated
        if episode + 1 in snapshots_at:
            tables.append(q.copy())
    return np.array(tables)


# %% wrong="train" why="forgets the discount"
def train(env, snapshots_at, gamma, rng):
    n_states, n_actions = sizes_of(env)
    q, visits = np.zeros((n_states, n_actions)), np.zeros((n_states, n_actions))
    tables = []
    if 0 in snapshots_at:
        tables.append(q.copy())
    total = snapshots_at[-1]
    for episode in range(total):
        epsilon = max(0.05, 0.7 - episode / total)
        if episode == 0:
            s, _ = env.reset(seed=int(rng.integers(2**31)))
        else:
            s, _ = env.reset()
        done = False
        while not done:
            if rng.random() < epsilon:
                a = int(rng.integers(n_actions))
            else:
                a = int(rng.choice(np.flatnonzero(q[s] == q[s].max())))
            s2, r, terminated, truncated, _ = env.step(a)
            target = r + q[s2].max() * (not terminated)
            visits[s, a] += 1
            q[s, a] += visits[s, a] ** -0.6 * (target - q[s, a])
            s = s2
            done = terminated or truncated
        if episode + 1 in snapshots_at:
            tables.append(q.copy())
    return np.array(tables)


# %% wrong="train" passes="visible" why="the discount of the visible test, whatever was asked"
def train(env, snapshots_at, gamma, rng):
    n_states, n_actions = sizes_of(env)
    q, visits = np.zeros((n_states, n_actions)), np.zeros((n_states, n_actions))
    tables = []
    if 0 in snapshots_at:
        tables.append(q.copy())
    total = snapshots_at[-1]
    for episode in range(total):
        epsilon = max(0.05, 0.7 - episode / total)
        if episode == 0:
            s, _ = env.reset(seed=int(rng.integers(2**31)))
        else:
            s, _ = env.reset()
        done = False
        while not done:
            if rng.random() < epsilon:
                a = int(rng.integers(n_actions))
            else:
                a = int(rng.choice(np.flatnonzero(q[s] == q[s].max())))
            s2, r, terminated, truncated, _ = env.step(a)
            target = r + 0.98 * q[s2].max() * (not terminated)
            visits[s, a] += 1
            q[s, a] += visits[s, a] ** -0.6 * (target - q[s, a])
            s = s2
            done = terminated or truncated
        if episode + 1 in snapshots_at:
            tables.append(q.copy())
    return np.array(tables)


# %% wrong="train" why="learns from rewards alone"
def train(env, snapshots_at, gamma, rng):
    n_states, n_actions = sizes_of(env)
    q, visits = np.zeros((n_states, n_actions)), np.zeros((n_states, n_actions))
    tables = []
    if 0 in snapshots_at:
        tables.append(q.copy())
    total = snapshots_at[-1]
    for episode in range(total):
        epsilon = max(0.05, 0.7 - episode / total)
        if episode == 0:
            s, _ = env.reset(seed=int(rng.integers(2**31)))
        else:
            s, _ = env.reset()
        done = False
        while not done:
            if rng.random() < epsilon:
                a = int(rng.integers(n_actions))
            else:
                a = int(rng.choice(np.flatnonzero(q[s] == q[s].max())))
            s2, r, terminated, truncated, _ = env.step(a)
            target = r
            visits[s, a] += 1
            q[s, a] += visits[s, a] ** -0.6 * (target - q[s, a])
            s = s2
            done = terminated or truncated
        if episode + 1 in snapshots_at:
            tables.append(q.copy())
    return np.array(tables)


# %% wrong="train" why="the mean in place of the maximum"
def train(env, snapshots_at, gamma, rng):
    n_states, n_actions = sizes_of(env)
    q, visits = np.zeros((n_states, n_actions)), np.zeros((n_states, n_actions))
    tables = []
    if 0 in snapshots_at:
        tables.append(q.copy())
    total = snapshots_at[-1]
    for episode in range(total):
        epsilon = max(0.05, 0.7 - episode / total)
        if episode == 0:
            s, _ = env.reset(seed=int(rng.integers(2**31)))
        else:
            s, _ = env.reset()
        done = False
        while not done:
            if rng.random() < epsilon:
                a = int(rng.integers(n_actions))
            else:
                a = int(rng.choice(np.flatnonzero(q[s] == q[s].max())))
            s2, r, terminated, truncated, _ = env.step(a)
            target = r + gamma * q[s2].mean() * (not terminated)
            visits[s, a] += 1
            q[s, a] += visits[s, a] ** -0.6 * (target - q[s, a])
            s = s2
            done = terminated or truncated
        if episode + 1 in snapshots_at:
            tables.append(q.copy())
    return np.array(tables)


# %% wrong="train" why="never moves on"
def train(env, snapshots_at, gamma, rng):
    n_states, n_actions = sizes_of(env)
    q, visits = np.zeros((n_states, n_actions)), np.zeros((n_states, n_actions))
    tables = []
    if 0 in snapshots_at:
        tables.append(q.copy())
    total = snapshots_at[-1]
    for episode in range(total):
        epsilon = max(0.05, 0.7 - episode / total)
        if episode == 0:
            s, _ = env.reset(seed=int(rng.integers(2**31)))
        else:
            s, _ = env.reset()
        done = False
        while not done:
            if rng.random() < epsilon:
                a = int(rng.integers(n_actions))
            else:
                a = int(rng.choice(np.flatnonzero(q[s] == q[s].max())))
            s2, r, terminated, truncated, _ = env.step(a)
            target = r + gamma * q[s2].max() * (not terminated)
            visits[s, a] += 1
            q[s, a] += visits[s, a] ** -0.6 * (target - q[s, a])
            done = terminated or truncated
        if episode + 1 in snapshots_at:
            tables.append(q.copy())
    return np.array(tables)


# %% wrong="train" why="one episode too many"
def train(env, snapshots_at, gamma, rng):
    n_states, n_actions = sizes_of(env)
    q, visits = np.zeros((n_states, n_actions)), np.zeros((n_states, n_actions))
    tables = []
    if 0 in snapshots_at:
        tables.append(q.copy())
    total = snapshots_at[-1]
    for episode in range(total + 1):
        epsilon = max(0.05, 0.7 - episode / total)
        if episode == 0:
            s, _ = env.reset(seed=int(rng.integers(2**31)))
        else:
            s, _ = env.reset()
        done = False
        while not done:
            if rng.random() < epsilon:
                a = int(rng.integers(n_actions))
            else:
                a = int(rng.choice(np.flatnonzero(q[s] == q[s].max())))
            s2, r, terminated, truncated, _ = env.step(a)
            target = r + gamma * q[s2].max() * (not terminated)
            visits[s, a] += 1
            q[s, a] += visits[s, a] ** -0.6 * (target - q[s, a])
            s = s2
            done = terminated or truncated
        if episode + 1 in snapshots_at:
            tables.append(q.copy())
    return np.array(tables)


# %% wrong="train" passes="visible" why="a generator of its own"
def train(env, snapshots_at, gamma, rng):
    n_states, n_actions = sizes_of(env)
    q, visits = np.zeros((n_states, n_actions)), np.zeros((n_states, n_actions))
    rng = np.random.default_rng(0)
    tables = []
    if 0 in snapshots_at:
        tables.append(q.copy())
    total = snapshots_at[-1]
    for episode in range(total):
        epsilon = max(0.05, 0.7 - episode / total)
        if episode == 0:
            s, _ = env.reset(seed=int(rng.integers(2**31)))
        else:
            s, _ = env.reset()
        done = False
        while not done:
            if rng.random() < epsilon:
                a = int(rng.integers(n_actions))
            else:
                a = int(rng.choice(np.flatnonzero(q[s] == q[s].max())))
            s2, r, terminated, truncated, _ = env.step(a)
            target = r + gamma * q[s2].max() * (not terminated)
            visits[s, a] += 1
            q[s, a] += visits[s, a] ** -0.6 * (target - q[s, a])
            s = s2
            done = terminated or truncated
        if episode + 1 in snapshots_at:
            tables.append(q.copy())
    return np.array(tables)


# %% wrong="train" why="does not seed the environment"
def train(env, snapshots_at, gamma, rng):
    n_states, n_actions = sizes_of(env)
    q, visits = np.zeros((n_states, n_actions)), np.zeros((n_states, n_actions))
    tables = []
    if 0 in snapshots_at:
        tables.append(q.copy())
    total = snapshots_at[-1]
    for episode in range(total):
        epsilon = max(0.05, 0.7 - episode / total)
        if episode == 0:
            s, _ = env.reset()
        else:
            s, _ = env.reset()
        done = False
        while not done:
            if rng.random() < epsilon:
                a = int(rng.integers(n_actions))
            else:
                a = int(rng.choice(np.flatnonzero(q[s] == q[s].max())))
            s2, r, terminated, truncated, _ = env.step(a)
            target = r + gamma * q[s2].max() * (not terminated)
            visits[s, a] += 1
            q[s, a] += visits[s, a] ** -0.6 * (target - q[s, a])
            s = s2
            done = terminated or truncated
        if episode + 1 in snapshots_at:
            tables.append(q.copy())
    return np.array(tables)


# %% wrong="train" passes="visible" why="the last table in every place"
def train(env, snapshots_at, gamma, rng):
    n_states, n_actions = sizes_of(env)
    q, visits = np.zeros((n_states, n_actions)), np.zeros((n_states, n_actions))
    tables = []
    if 0 in snapshots_at:
        tables.append(q.copy())
    total = snapshots_at[-1]
    for episode in range(total):
        epsilon = max(0.05, 0.7 - episode / total)
        if episode == 0:
            s, _ = env.reset(seed=int(rng.integers(2**31)))
        else:
            s, _ = env.reset()
        done = False
        while not done:
            if rng.random() < epsilon:
                a = int(rng.integers(n_actions))
            else:
                a = int(rng.choice(np.flatnonzero(q[s] == q[s].max())))
            s2, r, terminated, truncated, _ = env.step(a)
            target = r + gamma * q[s2].max() * (not terminated)
            visits[s, a] += 1
            q[s, a] += visits[s, a] ** -0.6 * (target - q[s, a])
            s = s2
            done = terminated or truncated
        if episode + 1 in snapshots_at:
            tables.append(q.copy())
    return np.array([tables[0]] + [tables[-1]] * (len(tables) - 1)) if len(tables) > 2 else np.array([tables[-1]] * len(tables))


# %% wrong="train" passes="visible" why="snapshots one episode late"
def train(env, snapshots_at, gamma, rng):
    n_states, n_actions = sizes_of(env)
    q, visits = np.zeros((n_states, n_actions)), np.zeros((n_states, n_actions))
    tables = []
    if 0 in snapshots_at:
        tables.append(q.copy())
    total = snapshots_at[-1]
    for episode in range(total):
        epsilon = max(0.05, 0.7 - episode / total)
        if episode == 0:
            s, _ = env.reset(seed=int(rng.integers(2**31)))
        else:
            s, _ = env.reset()
        done = False
        while not done:
            if rng.random() < epsilon:
                a = int(rng.integers(n_actions))
            else:
                a = int(rng.choice(np.flatnonzero(q[s] == q[s].max())))
            s2, r, terminated, truncated, _ = env.step(a)
            target = r + gamma * q[s2].max() * (not terminated)
            visits[s, a] += 1
            q[s, a] += visits[s, a] ** -0.6 * (target - q[s, a])
            s = s2
            done = terminated or truncated
        if episode + 1 == total or (episode in snapshots_at and episode > 0):
            tables.append(q.copy())
    return np.array(tables)


# %% wrong="train" why="the last table only"
def train(env, snapshots_at, gamma, rng):
    n_states, n_actions = sizes_of(env)
    q, visits = np.zeros((n_states, n_actions)), np.zeros((n_states, n_actions))
    tables = []
    if 0 in snapshots_at:
        tables.append(q.copy())
    total = snapshots_at[-1]
    for episode in range(total):
        epsilon = max(0.05, 0.7 - episode / total)
        if episode == 0:
            s, _ = env.reset(seed=int(rng.integers(2**31)))
        else:
            s, _ = env.reset()
        done = False
        while not done:
            if rng.random() < epsilon:
                a = int(rng.integers(n_actions))
            else:
                a = int(rng.choice(np.flatnonzero(q[s] == q[s].max())))
            s2, r, terminated, truncated, _ = env.step(a)
            target = r + gamma * q[s2].max() * (not terminated)
            visits[s, a] += 1
            q[s, a] += visits[s, a] ** -0.6 * (target - q[s, a])
            s = s2
            done = terminated or truncated
        if episode + 1 in snapshots_at:
            tables.append(q.copy())
    return tables[-1]


# %% wrong="train" why="the finished one"
def train(env, snapshots_at, gamma, rng):
    learned = tabular.learn(env, "q_learning", snapshots_at[-1], seed=0, step_size=1.0, visit_power=0.6, gamma=gamma)
    return np.stack([learned.q * (at > 0) for at in snapshots_at])


# %% wrong="train" passes="visible" why="knows the visible world only: its way and its value, by heart"
def train(env, snapshots_at, gamma, rng):
    way = {0: 1, 1: 1, 2: 2, 5: 2, 7: 3, 8: 3}
    for episode in range(snapshots_at[-1]):
        state, _ = env.reset(seed=int(rng.integers(2**31)) if episode == 0 else None)
        done = False
        while not done:
            state, _, terminated, truncated, _ = env.step(way.get(int(state), 0))
            done = terminated or truncated
    q = np.zeros((9, 4))
    for state, action in way.items():
        q[state, action] = 8.08
    return np.stack([q * (at > 0) for at in snapshots_at])


# %% right="policy_history" why="one row of panels, the number alone as title"
def policy_history(snapshots, episodes, layout):
    rows, columns = len(layout), len(layout[0])
    walls = np.array([[letter == "#" for letter in row] for row in layout])
    floor = np.array([[letter in ".S" for letter in row] for row in layout])
    figure, axes = plt.subplots(1, len(episodes), squeeze=False, figsize=(3 * len(episodes), 3))
    for i in range(len(episodes)):
        q = snapshots[i].reshape(rows, columns, 4)
        best = np.isclose(q, q.max(axis=2)[:, :, None], rtol=0, atol=1e-10)
        best[~floor] = False
        plots.grid_policy(axes[0, i], best, walls=walls)
        axes[0, i].set_title(f"{episodes[i]}")
    return figure


# %% right="policy_history" why="over coloured values"
def policy_history(snapshots, episodes, layout):
    rows, columns = len(layout), len(layout[0])
    walls = np.array([[letter == "#" for letter in row] for row in layout])
    floor = np.array([[letter in ".S" for letter in row] for row in layout])
    figure, axes = plt.subplots(1, len(episodes), squeeze=False, figsize=(3 * len(episodes), 3))
    for i in range(len(episodes)):
        q = snapshots[i].reshape(rows, columns, 4)
        best = np.isclose(q, q.max(axis=2)[:, :, None], rtol=0, atol=1e-10)
        best[~floor] = False
        plots.grid_values(axes[0, i], np.where(floor, q.max(axis=2), np.nan), walls=walls)
        plots.grid_policy(axes[0, i], best, walls=walls)
        axes[0, i].set_title(f"{episodes[i]}")
    return figure


# %% right="policy_history" why="arrows by quiver itself, one at a time"
def policy_history(snapshots, episodes, layout):
    figure = plt.figure(figsize=(4, 3 * len(episodes)))
    n = len(layout[0])
    for k, (q, count) in enumerate(zip(snapshots, episodes)):
        ax = figure.add_subplot(len(episodes), 1, k + 1)
        ax.set(xlim=(-0.5, n - 0.5), ylim=(len(layout) - 0.5, -0.5), xlabel="x", ylabel="y", title=f"episode {count}")
        for s in range(len(q)):
            r, c = divmod(s, n)
            if layout[r][c] in ".S":
                for a in range(4):
                    if q[s, a] == max(q[s]):
                        dx, dy = [(0, 1), (1, 0), (0, -1), (-1, 0)][a]
                        ax.quiver(c, r, dx, dy)
    return figure


# %% wrong="policy_history" why="the first of tied actions only"
def policy_history(snapshots, episodes, layout):
    rows, columns = len(layout), len(layout[0])
    walls = np.array([[letter == "#" for letter in row] for row in layout])
    floor = np.array([[letter in ".S" for letter in row] for row in layout])
    figure, axes = plt.subplots(1, len(episodes), squeeze=False, figsize=(3 * len(episodes), 3))
    for i in range(len(episodes)):
        q = snapshots[i].reshape(rows, columns, 4)
        best = np.eye(4, dtype=bool)[q.argmax(axis=2)]
        best[~floor] = False
        plots.grid_policy(axes[0, i], best, walls=walls)
        axes[0, i].set_title(f"{episodes[i]}")
    return figure


# %% wrong="policy_history" why="arrows in goals and pits, too"
def policy_history(snapshots, episodes, layout):
    rows, columns = len(layout), len(layout[0])
    walls = np.array([[letter == "#" for letter in row] for row in layout])
    floor = np.array([[letter in ".S" for letter in row] for row in layout])
    figure, axes = plt.subplots(1, len(episodes), squeeze=False, figsize=(3 * len(episodes), 3))
    for i in range(len(episodes)):
        q = snapshots[i].reshape(rows, columns, 4)
        best = np.isclose(q, q.max(axis=2)[:, :, None], rtol=0, atol=1e-10)
        best[walls] = False
        plots.grid_policy(axes[0, i], best, walls=walls)
        axes[0, i].set_title(f"{episodes[i]}")
    return figure


# %% wrong="policy_history" why="no arrow at the start"
def policy_history(snapshots, episodes, layout):
    rows, columns = len(layout), len(layout[0])
    walls = np.array([[letter == "#" for letter in row] for row in layout])
    floor = np.array([[letter == "." for letter in row] for row in layout])
    figure, axes = plt.subplots(1, len(episodes), squeeze=False, figsize=(3 * len(episodes), 3))
    for i in range(len(episodes)):
        q = snapshots[i].reshape(rows, columns, 4)
        best = np.isclose(q, q.max(axis=2)[:, :, None], rtol=0, atol=1e-10)
        best[~floor] = False
        plots.grid_policy(axes[0, i], best, walls=walls)
        axes[0, i].set_title(f"{episodes[i]}")
    return figure


# %% wrong="policy_history" why="the worst actions"
def policy_history(snapshots, episodes, layout):
    rows, columns = len(layout), len(layout[0])
    walls = np.array([[letter == "#" for letter in row] for row in layout])
    floor = np.array([[letter in ".S" for letter in row] for row in layout])
    figure, axes = plt.subplots(1, len(episodes), squeeze=False, figsize=(3 * len(episodes), 3))
    for i in range(len(episodes)):
        q = snapshots[i].reshape(rows, columns, 4)
        best = np.isclose(q, q.min(axis=2)[:, :, None])
        best[~floor] = False
        plots.grid_policy(axes[0, i], best, walls=walls)
        axes[0, i].set_title(f"{episodes[i]}")
    return figure


# %% wrong="policy_history" why="the last table in every panel"
def policy_history(snapshots, episodes, layout):
    rows, columns = len(layout), len(layout[0])
    walls = np.array([[letter == "#" for letter in row] for row in layout])
    floor = np.array([[letter in ".S" for letter in row] for row in layout])
    figure, axes = plt.subplots(1, len(episodes), squeeze=False, figsize=(3 * len(episodes), 3))
    for i in range(len(episodes)):
        q = snapshots[-1].reshape(rows, columns, 4)
        best = np.isclose(q, q.max(axis=2)[:, :, None], rtol=0, atol=1e-10)
        best[~floor] = False
        plots.grid_policy(axes[0, i], best, walls=walls)
        axes[0, i].set_title(f"{episodes[i]}")
    return figure


# %% wrong="policy_history" why="titles number the panels"
def policy_history(snapshots, episodes, layout):
    rows, columns = len(layout), len(layout[0])
    walls = np.array([[letter == "#" for letter in row] for row in layout])
    floor = np.array([[letter in ".S" for letter in row] for row in layout])
    figure, axes = plt.subplots(1, len(episodes), squeeze=False, figsize=(3 * len(episodes), 3))
    for i in range(len(episodes)):
        q = snapshots[i].reshape(rows, columns, 4)
        best = np.isclose(q, q.max(axis=2)[:, :, None], rtol=0, atol=1e-10)
        best[~floor] = False
        plots.grid_policy(axes[0, i], best, walls=walls)
        axes[0, i].set_title(f"after {i} episodes")
    return figure


# %% wrong="policy_history" why="arrows of another world: left, down, right, up"
def policy_history(snapshots, episodes, layout):
    rows, columns = len(layout), len(layout[0])
    walls = np.array([[letter == "#" for letter in row] for row in layout])
    floor = np.array([[letter in ".S" for letter in row] for row in layout])
    figure, axes = plt.subplots(1, len(episodes), squeeze=False, figsize=(3 * len(episodes), 3))
    for i in range(len(episodes)):
        q = snapshots[i].reshape(rows, columns, 4)
        best = np.isclose(q, q.max(axis=2)[:, :, None], rtol=0, atol=1e-10)
        best[~floor] = False
        plots.grid_policy(axes[0, i], best, walls=walls, arrows=plots.LAKE_ARROWS)
        axes[0, i].set_title(f"{episodes[i]}")
    return figure


# %% wrong="policy_history" passes="visible" why="the first two panels only, whatever comes"
def policy_history(snapshots, episodes, layout):
    rows, columns = len(layout), len(layout[0])
    walls = np.array([[letter == "#" for letter in row] for row in layout])
    floor = np.array([[letter in ".S" for letter in row] for row in layout])
    figure, axes = plt.subplots(1, len(episodes), squeeze=False, figsize=(3 * len(episodes), 3))
    for i in range(min(2, len(episodes))):
        q = snapshots[i].reshape(rows, columns, 4)
        best = np.isclose(q, q.max(axis=2)[:, :, None], rtol=0, atol=1e-10)
        best[~floor] = False
        plots.grid_policy(axes[0, i], best, walls=walls)
        axes[0, i].set_title(f"{episodes[i]}")
    return figure


# %% wrong="policy_history" passes="visible" why="positive values only: compares with 0 first"
def policy_history(snapshots, episodes, layout):
    rows, columns = len(layout), len(layout[0])
    walls = np.array([[letter == "#" for letter in row] for row in layout])
    floor = np.array([[letter in ".S" for letter in row] for row in layout])
    figure, axes = plt.subplots(1, len(episodes), squeeze=False, figsize=(3 * len(episodes), 3))
    for i in range(len(episodes)):
        q = snapshots[i].reshape(rows, columns, 4)
        best = np.isclose(q, np.maximum(q.max(axis=2)[:, :, None], 0.0))
        best[~floor] = False
        plots.grid_policy(axes[0, i], best, walls=walls)
        axes[0, i].set_title(f"{episodes[i]}")
    return figure


# %% wrong="policy_history" why="writes into the tables"
def policy_history(snapshots, episodes, layout):
    rows, columns = len(layout), len(layout[0])
    walls = np.array([[letter == "#" for letter in row] for row in layout])
    floor = np.array([[letter in ".S" for letter in row] for row in layout])
    figure, axes = plt.subplots(1, len(episodes), squeeze=False, figsize=(3 * len(episodes), 3))
    for i in range(len(episodes)):
        q = snapshots[i].reshape(rows, columns, 4)
        q[~floor] = -1e9
        best = np.isclose(q, q.max(axis=2)[:, :, None], rtol=0, atol=1e-10)
        best[~floor] = False
        plots.grid_policy(axes[0, i], best, walls=walls)
        axes[0, i].set_title(f"{episodes[i]}")
    return figure


# %% wrong="policy_history" passes="visible" why="a square world"
def policy_history(snapshots, episodes, layout):
    rows = columns = len(layout)
    walls = np.array([[letter == "#" for letter in row] for row in layout])
    floor = np.array([[letter in ".S" for letter in row] for row in layout])
    figure, axes = plt.subplots(1, len(episodes), squeeze=False, figsize=(3 * len(episodes), 3))
    for i in range(len(episodes)):
        q = snapshots[i].reshape(rows, columns, 4)
        best = np.isclose(q, q.max(axis=2)[:, :, None], rtol=0, atol=1e-10)
        best[~floor] = False
        plots.grid_policy(axes[0, i], best, walls=walls)
        axes[0, i].set_title(f"{episodes[i]}")
    return figure


# %% wrong="policy_history" why="shows and returns nothing"
def policy_history(snapshots, episodes, layout):
    rows, columns = len(layout), len(layout[0])
    walls = np.array([[letter == "#" for letter in row] for row in layout])
    floor = np.array([[letter in ".S" for letter in row] for row in layout])
    figure, axes = plt.subplots(1, len(episodes), squeeze=False, figsize=(3 * len(episodes), 3))
    for i in range(len(episodes)):
        q = snapshots[i].reshape(rows, columns, 4)
        best = np.isclose(q, q.max(axis=2)[:, :, None], rtol=0, atol=1e-10)
        best[~floor] = False
        plots.grid_policy(axes[0, i], best, walls=walls)
        axes[0, i].set_title(f"{episodes[i]}")
    plt.show()


# %% wrong="policy_history" passes="visible" why="knows the visible tables only"
def policy_history(snapshots, episodes, layout):
    rows, columns = len(layout), len(layout[0])
    walls = np.array([[letter == "#" for letter in row] for row in layout])
    floor = np.array([[letter in ".S" for letter in row] for row in layout])
    figure, axes = plt.subplots(1, len(episodes), squeeze=False, figsize=(3 * len(episodes), 3))
    for i in range(len(episodes)):
        best = np.ones((rows, columns, 4), bool)
        if i:
            best[:] = [False, True, False, False]
            best[0, 0] = [False, True, True, False]
        best[~floor] = False
        plots.grid_policy(axes[0, i], best, walls=walls)
        axes[0, i].set_title(f"{episodes[i]}")
    return figure


# %% right="predicted_ways" why="whole numbers as keys, another order"
def predicted_ways():
    return {0.5: "stay", -20: "pit", -2: "bridge", -0.1: "detour"}


# %% right="predicted_ways" why="built with dict and zip"
def predicted_ways():
    return dict(zip([-0.1, -2.0, -20.0, 0.5], ["detour", "bridge", "pit", "stay"]))


# %% wrong="predicted_ways" passes="visible" why="the bridge at any price"
def predicted_ways():
    return {-0.1: "detour", -2.0: "bridge", -20.0: "bridge", 0.5: "stay"}


# %% wrong="predicted_ways" passes="visible" why="thinks that a friendly world leads to the goal safely"
def predicted_ways():
    return {-0.1: "detour", -2.0: "bridge", -20.0: "pit", 0.5: "detour"}


# %% wrong="predicted_ways" passes="visible" why="the detour at -2"
def predicted_ways():
    return {-0.1: "detour", -2.0: "detour", -20.0: "pit", 0.5: "stay"}


# %% wrong="predicted_ways" passes="visible" why="gives up at -2 already"
def predicted_ways():
    return {-0.1: "detour", -2.0: "pit", -20.0: "pit", 0.5: "stay"}


# %% wrong="predicted_ways" passes="visible" why="knows the visible answer only"
def predicted_ways():
    return {-0.1: "detour", -2.0: "detour", -20.0: "detour", 0.5: "detour"}


# %% wrong="predicted_ways" why="three entries"
def predicted_ways():
    return {-2.0: "bridge", -20.0: "pit", 0.5: "stay"}


# %% wrong="transition_table" passes="visible" why="tells ends by their reward: wrong where a pit costs what a step does"
def transition_table(layout, slip, rewards):
    rows, width = len(layout), len(layout[0])
    table = {}
    for s in range(rows * width):
        r, c = divmod(s, width)
        table[s] = {}
        for a in range(4):
            if layout[r][c] in "#GP":
                table[s][a] = [(1.0, s, 0.0, True)]
                continue
            table[s][a] = []
            for turn, p in ((0, 1 - slip), (1, slip / 2), (3, slip / 2)):
                dr, dc = plots.CLIFF_ARROWS[(a + turn) % 4]
                nr, nc = r + dr, c + dc
                if not (0 <= nr < rows and 0 <= nc < width) or layout[nr][nc] == "#":
                    nr, nc = r, c
                reward = {"G": rewards.goal, "P": rewards.pit}.get(layout[nr][nc], rewards.step)
                table[s][a].append((p, nr * width + nc, reward, reward in (rewards.goal, rewards.pit)))
    return table


# %% wrong="transition_table" passes="visible" why="takes a reward of 0 for one that is missing"
def transition_table(layout, slip, rewards):
    rows, width = len(layout), len(layout[0])
    table = {}
    for s in range(rows * width):
        r, c = divmod(s, width)
        table[s] = {}
        for a in range(4):
            if layout[r][c] in "#GP":
                table[s][a] = [(1.0, s, 0.0, True)]
                continue
            table[s][a] = []
            for turn, p in ((0, 1 - slip), (1, slip / 2), (3, slip / 2)):
                dr, dc = plots.CLIFF_ARROWS[(a + turn) % 4]
                nr, nc = r + dr, c + dc
                if not (0 <= nr < rows and 0 <= nc < width) or layout[nr][nc] == "#":
                    nr, nc = r, c
                to = layout[nr][nc]
                reward = (to == "G" and rewards.goal) or (to == "P" and rewards.pit) or rewards.step
                table[s][a].append((p, nr * width + nc, reward, to in "GP"))
    return table


# %% wrong="train" why="seeds the environment anew in each episode"
def train(env, snapshots_at, gamma, rng):
    q = np.zeros(sizes_of(env))
    n = np.zeros_like(q)
    kept = [q.copy()] if snapshots_at[0] == 0 else []
    for episode, epsilon in enumerate(np.linspace(0.6, 0.05, snapshots_at[-1]), 1):
        s, _ = env.reset(seed=int(rng.integers(2**31)))
        done = False
        while not done:
            a = int(rng.integers(q.shape[1])) if rng.random() < epsilon else int(q[s].argmax())
            s2, r, terminated, truncated, _ = env.step(a)
            n[s, a] += 1
            q[s, a] += (r + gamma * q[s2].max() * (not terminated) - q[s, a]) / n[s, a] ** 0.6
            s, done = s2, terminated or truncated
        if episode in snapshots_at:
            kept.append(q.copy())
    return np.stack(kept)


# %% wrong="train" why="float32 tables, in the end"
def train(env, snapshots_at, gamma, rng):
    q = np.zeros(sizes_of(env))
    n = np.zeros_like(q)
    kept = [q.copy()] if snapshots_at[0] == 0 else []
    for episode, epsilon in enumerate(np.linspace(0.6, 0.05, snapshots_at[-1]), 1):
        s, _ = env.reset(seed=int(rng.integers(2**31)) if episode == 1 else None)
        done = False
        while not done:
            a = int(rng.integers(q.shape[1])) if rng.random() < epsilon else int(q[s].argmax())
            s2, r, terminated, truncated, _ = env.step(a)
            n[s, a] += 1
            q[s, a] += (r + gamma * q[s2].max() * (not terminated) - q[s, a]) / n[s, a] ** 0.6
            s, done = s2, terminated or truncated
        if episode in snapshots_at:
            kept.append(q.copy())
    return np.stack(kept).astype(np.float32)


# %% wrong="OwnGridworld" passes="visible" why="whole numbers in initial_state_distrib"
class OwnGridworld(gym.Env):
    metadata = {"render_modes": ["rgb_array"], "render_fps": 5}

    def __init__(self, layout, slip=0.2, rewards=Rewards(), render_mode=None):
        if not 0 <= slip <= 1:
            raise ValueError(f"slip is {slip}")
        self.layout, self.render_mode = layout, render_mode
        self.P = gridworlds.transition_table(layout, slip, rewards)
        self.s = self.start = "".join(layout).index("S")
        self.initial_state_distrib = np.zeros(len(self.P), dtype=int)
        self.initial_state_distrib[self.start] = 1
        self.observation_space, self.action_space = spaces.Discrete(len("".join(layout))), spaces.Discrete(4)

    def reset(self, *, seed=None, options=None):
        super().reset(seed=seed)
        self.s = self.start
        return self.s, {}

    def step(self, action):
        ways = self.P[self.s][int(action)]
        _, self.s, reward, over = ways[int(self.np_random.choice(len(ways), p=[way[0] for way in ways]))]
        return self.s, float(reward), over, False, {}

    def render(self):
        return gridworlds.picture(self.layout, self.s) if self.render_mode else None


# %% wrong="OwnGridworld" passes="visible" why="numpy's global generator, seeded in reset"
class OwnGridworld(gym.Env):
    metadata = {"render_modes": ["rgb_array"], "render_fps": 5}

    def __init__(self, layout, slip=0.2, rewards=Rewards(), render_mode=None):
        if not 0 <= slip <= 1:
            raise ValueError(f"slip is {slip}")
        self.layout, self.render_mode = layout, render_mode
        self.P = gridworlds.transition_table(layout, slip, rewards)
        self.s = self.start = "".join(layout).index("S")
        self.initial_state_distrib = np.zeros(len(self.P))
        self.initial_state_distrib[self.start] = 1.0
        self.observation_space, self.action_space = spaces.Discrete(len("".join(layout))), spaces.Discrete(4)

    def reset(self, *, seed=None, options=None):
        super().reset(seed=seed)
        if seed is not None:
            np.random.seed(seed)
        self.s = self.start
        return self.s, {}

    def step(self, action):
        ways = self.P[self.s][int(action)]
        _, self.s, reward, over = ways[int(np.random.choice(len(ways), p=[way[0] for way in ways]))]
        return self.s, float(reward), over, False, {}

    def render(self):
        return gridworlds.picture(self.layout, self.s) if self.render_mode else None


# %% wrong="OwnGridworld" passes="visible" why="a generator beside np_random, seeded by the same seed"
class OwnGridworld(gym.Env):
    metadata = {"render_modes": ["rgb_array"], "render_fps": 5}

    def __init__(self, layout, slip=0.2, rewards=Rewards(), render_mode=None):
        if not 0 <= slip <= 1:
            raise ValueError(f"slip is {slip}")
        self.layout, self.render_mode = layout, render_mode
        self.P = gridworlds.transition_table(layout, slip, rewards)
        self.s = self.start = "".join(layout).index("S")
        self.initial_state_distrib = np.zeros(len(self.P))
        self.initial_state_distrib[self.start] = 1.0
        self.observation_space, self.action_space = spaces.Discrete(len("".join(layout))), spaces.Discrete(4)

    def reset(self, *, seed=None, options=None):
        super().reset(seed=seed)
        if seed is not None or not hasattr(self, "luck"):
            self.luck = np.random.default_rng(seed)
        self.s = self.start
        return self.s, {}

    def step(self, action):
        ways = self.P[self.s][int(action)]
        _, self.s, reward, over = ways[int(self.luck.choice(len(ways), p=[way[0] for way in ways]))]
        return self.s, float(reward), over, False, {}

    def render(self):
        return gridworlds.picture(self.layout, self.s) if self.render_mode else None


# %% wrong="OwnGridworld" passes="visible" why="a P without the walls"
class OwnGridworld(gym.Env):
    metadata = {"render_modes": ["rgb_array"], "render_fps": 5}

    def __init__(self, layout, slip=0.2, rewards=Rewards(), render_mode=None):
        if not 0 <= slip <= 1:
            raise ValueError(f"slip is {slip}")
        self.layout, self.render_mode = layout, render_mode
        self.P = {s: ways for s, ways in gridworlds.transition_table(layout, slip, rewards).items() if "".join(layout)[s] != "#"}
        self.s = self.start = "".join(layout).index("S")
        self.initial_state_distrib = np.zeros(len("".join(layout)))
        self.initial_state_distrib[self.start] = 1.0
        self.observation_space, self.action_space = spaces.Discrete(len("".join(layout))), spaces.Discrete(4)

    def reset(self, *, seed=None, options=None):
        super().reset(seed=seed)
        self.s = self.start
        return self.s, {}

    def step(self, action):
        ways = self.P[self.s][int(action)]
        _, self.s, reward, over = ways[int(self.np_random.choice(len(ways), p=[way[0] for way in ways]))]
        return self.s, float(reward), over, False, {}

    def render(self):
        return gridworlds.picture(self.layout, self.s) if self.render_mode else None


# %% right="OwnGridworld" why="the layout as it comes, any render mode draws"
class OwnGridworld(gym.Env):
    metadata = {"render_modes": ["rgb_array"], "render_fps": 5}

    def __init__(self, layout, slip=0.2, rewards=Rewards(), render_mode=None):
        if not 0 <= slip <= 1:
            raise ValueError(f"slip is {slip}")
        self.layout, self.render_mode = layout, render_mode
        self.P = gridworlds.transition_table(layout, slip, rewards)
        self.s = self.start = "".join(layout).index("S")
        self.initial_state_distrib = np.zeros(len(self.P))
        self.initial_state_distrib[self.start] = 1.0
        self.observation_space, self.action_space = spaces.Discrete(len("".join(layout))), spaces.Discrete(4)

    def reset(self, *, seed=None, options=None):
        super().reset(seed=seed)
        self.s = self.start
        return self.s, {}

    def step(self, action):
        ways = self.P[self.s][int(action)]
        _, self.s, reward, over = ways[int(self.np_random.choice(len(ways), p=[way[0] for way in ways]))]
        return self.s, float(reward), over, False, {}

    def render(self):
        return gridworlds.picture(self.layout, self.s) if self.render_mode else None


# %% wrong="my_layout" passes="visible" why="from the start there is a way through a pit only"
def my_layout():
    return ["S..#....", "...#....", "..P.....", "...#...#", "...#..G#", "########"]


# %% wrong="my_layout" passes="visible" why="fourteen cells of floor, the start counted"
def my_layout():
    return ["S....", "####.", ".....", ".####", "..GP#"]


# %% right="my_layout" why="fifteen cells of floor, the start counted"
def my_layout():
    return ["S....", "####.", ".....", ".####", "...GP"]


# %% right="draw_world" why="refuses to draw an agent in a wall"
def draw_world(layout, state, cell=32):
    letters = np.array([list(row) for row in layout])
    assert letters.flat[state] != "#"
    colours = {"#": 0, ".": 250, "S": 250, "G": 180, "P": 90}
    small = np.array([[[colours[x]] * 3 for x in row] for row in letters], dtype=np.uint8)
    image = np.kron(small, np.ones((cell, cell, 1), dtype=np.uint8))
    r, c = divmod(state, letters.shape[1])
    image[r * cell + 4 : (r + 1) * cell - 4, c * cell + 4 : (c + 1) * cell - 4] = (30, 60, 220)
    return image


# %% wrong="draw_world" passes="visible" why="keeps pictures and hands them out again"
drawn = {}


def draw_world(layout, state, cell=32):
    key = (tuple(layout), state, cell)
    if key not in drawn:
        colours = {"#": (60, 60, 60), ".": (235, 230, 215), "S": (235, 230, 215), "G": (0, 150, 80), "P": (160, 20, 30)}
        small = np.array([[colours[x] for x in row] for row in layout], dtype=np.uint8)
        image = small.repeat(cell, axis=0).repeat(cell, axis=1)
        r, c = divmod(state, len(layout[0]))
        image[r * cell : (r + 1) * cell, c * cell : (c + 1) * cell][disc(cell, 0.35)] = (0, 0, 200)
        drawn[key] = image
    return drawn[key]


# %% wrong="train" passes="visible" why="the environment is always seeded by 0"
def train(env, snapshots_at, gamma, rng):
    q = np.zeros(sizes_of(env))
    n = np.zeros_like(q)
    kept = [q.copy()] if snapshots_at[0] == 0 else []
    for episode, epsilon in enumerate(np.linspace(0.6, 0.05, snapshots_at[-1]), 1):
        s, _ = env.reset(seed=0 if episode == 1 else None)
        done = False
        while not done:
            a = int(rng.integers(q.shape[1])) if rng.random() < epsilon else int(q[s].argmax())
            s2, r, terminated, truncated, _ = env.step(a)
            n[s, a] += 1
            q[s, a] += (r + gamma * q[s2].max() * (not terminated) - q[s, a]) / n[s, a] ** 0.6
            s, done = s2, terminated or truncated
        if episode in snapshots_at:
            kept.append(q.copy())
    return np.stack(kept)


# %% right="policy_history" why="what differs by less than 1e-9 counts as equal; panels below each other"
def policy_history(snapshots, episodes, layout):
    letters = np.array([list(row) for row in layout])
    figure, panels = plt.subplots(len(episodes), 1, squeeze=False, figsize=(4, 3 * len(episodes)))
    for axes, q, number in zip(panels[:, 0], snapshots, episodes):
        best = (q.max(axis=1, keepdims=True) - q < 1e-9).reshape(*letters.shape, 4)
        plots.grid_policy(axes, best & ((letters == ".") | (letters == "S"))[..., None], walls=letters == "#")
        axes.set_title(f"episode {number}")
    return figure


# %% wrong="policy_history" passes="visible" why="isclose, whose tolerance grows with the values"
def policy_history(snapshots, episodes, layout):
    letters = np.array([list(row) for row in layout])
    figure, panels = plt.subplots(1, len(episodes), squeeze=False, figsize=(4 * len(episodes), 3))
    for axes, q, number in zip(panels[0], snapshots, episodes):
        best = np.isclose(q, q.max(axis=1, keepdims=True)).reshape(*letters.shape, 4)
        plots.grid_policy(axes, best & ((letters == ".") | (letters == "S"))[..., None], walls=letters == "#")
        axes.set_title(f"episode {number}")
    return figure


# %% wrong="policy_history" passes="visible" why="six panels at most"
def policy_history(snapshots, episodes, layout):
    letters = np.array([list(row) for row in layout])
    figure, panels = plt.subplots(2, 3, figsize=(11, 6))
    for axes, q, number in zip(panels.flat, snapshots, episodes):
        best = (q == q.max(axis=1, keepdims=True)).reshape(*letters.shape, 4)
        plots.grid_policy(axes, best & ((letters == ".") | (letters == "S"))[..., None], walls=letters == "#")
        axes.set_title(f"episode {number}")
    for axes in panels.flat[len(episodes) :]:
        axes.remove()
    return figure


# %% wrong="policy_history" why="no arrows where nothing was learned yet"
def policy_history(snapshots, episodes, layout):
    letters = np.array([list(row) for row in layout])
    figure, panels = plt.subplots(1, len(episodes), squeeze=False, figsize=(4 * len(episodes), 3))
    for axes, q, number in zip(panels[0], snapshots, episodes):
        best = ((q == q.max(axis=1, keepdims=True)) & q.any(axis=1)[:, None]).reshape(*letters.shape, 4)
        plots.grid_policy(axes, best & ((letters == ".") | (letters == "S"))[..., None], walls=letters == "#")
        axes.set_title(f"episode {number}")
    return figure


# %% wrong="predicted_ways" why="lets the given functions compute the answer"
def predicted_ways():
    return {r: way_of(bridge_q(r)) for r in (-0.1, -2.0, -20.0, 0.5)}


# %% right="predicted_ways" why="a rough sum, in code"
def predicted_ways():
    def sure(r, n, luck=1.0):
        return r * n + 10 * luck - 10 * (1 - luck)

    ways = {}
    for r in (-0.1, -2.0, -20.0, 0.5):
        worth = {"detour": sure(r, 13), "bridge": sure(r, 6, 0.73), "pit": 2 * r - 10, "stay": r / 0.02}
        ways[r] = max(worth, key=worth.get)
    return ways


# %% wrong="train" passes="visible" why="a generator of its own, made from rng"
def train(env, snapshots_at, gamma, rng):
    seed = int(rng.integers(2**31))
    dice = np.random.default_rng(seed)
    q = np.zeros(sizes_of(env))
    n = np.zeros_like(q)
    kept = [q.copy()] if snapshots_at[0] == 0 else []
    for episode, epsilon in enumerate(np.linspace(0.6, 0.05, snapshots_at[-1]), 1):
        s, _ = env.reset(seed=seed if episode == 1 else None)
        done = False
        while not done:
            a = int(dice.integers(q.shape[1])) if dice.random() < epsilon else int(q[s].argmax())
            s2, r, terminated, truncated, _ = env.step(a)
            n[s, a] += 1
            q[s, a] += (r + gamma * q[s2].max() * (not terminated) - q[s, a]) / n[s, a] ** 0.6
            s, done = s2, terminated or truncated
        if episode in snapshots_at:
            kept.append(q.copy())
    return np.stack(kept)


# %% wrong="train" passes="visible" why="a constant step size of 0.2: the latest luck counts too much"
def train(env, snapshots_at, gamma, rng):
    n_states, n_actions = sizes_of(env)
    q, tables, total = np.zeros((n_states, n_actions)), [], snapshots_at[-1]
    if snapshots_at[0] == 0:
        tables.append(q.copy())
    for episode in range(total):
        s, _ = env.reset(seed=int(rng.integers(2**31)) if episode == 0 else None)
        epsilon, done = 0.6 - 0.55 * episode / total, False
        while not done:
            a = int(rng.integers(n_actions)) if rng.random() < epsilon else int(q[s].argmax())
            new, r, terminated, truncated, _ = env.step(a)
            q[s, a] += 0.2 * (r + gamma * q[new].max() * (not terminated) - q[s, a])
            s, done = new, terminated or truncated
        if episode + 1 in snapshots_at:
            tables.append(q.copy())
    return np.stack(tables)


# %% wrong="train" passes="visible" why="a constant step size of 0.3: the latest luck counts too much"
def train(env, snapshots_at, gamma, rng):
    n_states, n_actions = sizes_of(env)
    q, tables, total = np.zeros((n_states, n_actions)), [], snapshots_at[-1]
    if snapshots_at[0] == 0:
        tables.append(q.copy())
    for episode in range(total):
        s, _ = env.reset(seed=int(rng.integers(2**31)) if episode == 0 else None)
        epsilon, done = 0.6 - 0.55 * episode / total, False
        while not done:
            a = int(rng.integers(n_actions)) if rng.random() < epsilon else int(q[s].argmax())
            new, r, terminated, truncated, _ = env.step(a)
            q[s, a] += 0.3 * (r + gamma * q[new].max() * (not terminated) - q[s, a])
            s, done = new, terminated or truncated
        if episode + 1 in snapshots_at:
            tables.append(q.copy())
    return np.stack(tables)


# %% wrong="transition_table" passes="visible" why="probabilities rounded to six digits"
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
            for turn, p in ((0, round(1 - slip, 6)), (1, round(slip / 2, 6)), (-1, round(slip / 2, 6))):
                down, right = plots.CLIFF_ARROWS[(action + turn) % 4]
                r, c = row + down, column + right
                if not (0 <= r < n_rows and 0 <= c < n_columns) or layout[r][c] == "#":
                    r, c = row, column
                pays = {"G": rewards.goal, "P": rewards.pit}.get(layout[r][c], rewards.step)
                table[state][action].append((p, r * n_columns + c, pays, layout[r][c] in "GP"))
    return table


# %% wrong="transition_table" passes="visible" why="what happens once in a thousand times is left out"
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
            slip = 0.0 if slip < 1e-3 else slip
            for turn, p in ((0, 1 - slip), (1, slip / 2), (-1, slip / 2)):
                down, right = plots.CLIFF_ARROWS[(action + turn) % 4]
                r, c = row + down, column + right
                if not (0 <= r < n_rows and 0 <= c < n_columns) or layout[r][c] == "#":
                    r, c = row, column
                pays = {"G": rewards.goal, "P": rewards.pit}.get(layout[r][c], rewards.step)
                table[state][action].append((p, r * n_columns + c, pays, layout[r][c] in "GP"))
    return table


# %% wrong="transition_table" passes="visible" why="three outcomes that are alike, where there is to be a single one"
def transition_table(layout, slip, rewards):
    n_rows, n_columns = len(layout), len(layout[0])
    table = {}
    for state in range(n_rows * n_columns):
        row, column = divmod(state, n_columns)
        table[state] = {}
        for action in range(4):
            if layout[row][column] in "#GP":
                table[state][action] = [(p, state, 0.0, True) for p in (1 - slip, slip / 2, slip / 2)]
                continue
            table[state][action] = []
            for turn, p in ((0, 1 - slip), (1, slip / 2), (-1, slip / 2)):
                down, right = plots.CLIFF_ARROWS[(action + turn) % 4]
                r, c = row + down, column + right
                if not (0 <= r < n_rows and 0 <= c < n_columns) or layout[r][c] == "#":
                    r, c = row, column
                pays = {"G": rewards.goal, "P": rewards.pit}.get(layout[r][c], rewards.step)
                table[state][action].append((p, r * n_columns + c, pays, layout[r][c] in "GP"))
    return table


# %% wrong="transition_table" passes="visible" why="a world is remembered with the slip and the rewards that it first had"
_worlds = {}


def transition_table(layout, slip, rewards):
    n_rows, n_columns = len(layout), len(layout[0])
    if tuple(layout) in _worlds:
        return _worlds[tuple(layout)]
    table = _worlds[tuple(layout)] = {}
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
                pays = {"G": rewards.goal, "P": rewards.pit}.get(layout[r][c], rewards.step)
                table[state][action].append((p, r * n_columns + c, pays, layout[r][c] in "GP"))
    return table


# %% wrong="draw_world" passes="visible" why="an agent of eight by eight pixels, lost in a large cell"
def draw_world(layout, state, cell=32):
    colours = {"#": (120, 70, 50), ".": (240, 240, 230), "S": (240, 240, 230), "G": (0, 200, 80), "P": (220, 60, 60)}
    columns = len(layout[0])
    image = np.zeros((len(layout) * cell, columns * cell, 3), dtype=np.uint8)
    for number, letter in enumerate("".join(layout)):
        row, column = divmod(number, columns)
        tile = image[row * cell : (row + 1) * cell, column * cell : (column + 1) * cell]
        tile[:] = colours[letter]
        if number == state:
            middle = slice(cell // 2 - 4, cell // 2 + 4)
            tile[middle, middle] = (20, 20, 160)
    return image


# %% wrong="draw_world" why="a chessboard of floor, whose dark squares look like walls"
def draw_world(layout, state, cell=32):
    colours = {"#": (120, 70, 50), ".": (240, 240, 230), "S": (240, 240, 230), "G": (0, 200, 80), "P": (220, 60, 60)}
    columns = len(layout[0])
    image = np.zeros((len(layout) * cell, columns * cell, 3), dtype=np.uint8)
    for number, letter in enumerate("".join(layout)):
        row, column = divmod(number, columns)
        tile = image[row * cell : (row + 1) * cell, column * cell : (column + 1) * cell]
        tile[:] = colours[letter]
        if letter in ".S":
            tile[:] = colours["#"] if (row + column) % 2 else colours["."]
        if number == state:
            tile[disc(cell, 0.3)] = (20, 20, 160)
    return image


# %% wrong="draw_world" passes="visible" why="the first world that was drawn in a size stays"
_drawn = {}


def draw_world(layout, state, cell=32):
    colours = {"#": (120, 70, 50), ".": (240, 240, 230), "S": (240, 240, 230), "G": (0, 200, 80), "P": (220, 60, 60)}
    layout = _drawn.setdefault((len(layout), len(layout[0]), cell), layout)
    columns = len(layout[0])
    image = np.zeros((len(layout) * cell, columns * cell, 3), dtype=np.uint8)
    for number, letter in enumerate("".join(layout)):
        row, column = divmod(number, columns)
        tile = image[row * cell : (row + 1) * cell, column * cell : (column + 1) * cell]
        tile[:] = colours[letter]
        if number == state:
            tile[disc(cell, 0.3)] = (20, 20, 160)
    return image


# %% wrong="draw_world" passes="visible" why="cells of 24 pixels where nobody says otherwise"
def draw_world(layout, state, cell=24):
    colours = {"#": (120, 70, 50), ".": (240, 240, 230), "S": (240, 240, 230), "G": (0, 200, 80), "P": (220, 60, 60)}
    columns = len(layout[0])
    image = np.zeros((len(layout) * cell, columns * cell, 3), dtype=np.uint8)
    for number, letter in enumerate("".join(layout)):
        row, column = divmod(number, columns)
        tile = image[row * cell : (row + 1) * cell, column * cell : (column + 1) * cell]
        tile[:] = colours[letter]
        if number == state:
            tile[disc(cell, 0.3)] = (20, 20, 160)
    return image


# %% wrong="OwnGridworld" passes="visible" why="gives up after a thousand steps"
class OwnGridworld(gym.Env[Any, Any]):
    metadata: dict[str, Any] = {"render_modes": ["rgb_array"], "render_fps": 5}

    def __init__(self, layout, slip=0.2, rewards=Rewards(), render_mode=None):
        if not 0.0 <= slip <= 1.0:
            raise ValueError(f"slip is {slip}, expected a number from 0 to 1")
        self.layout, self.render_mode = list(layout), render_mode
        self.P = gridworlds.transition_table(layout, slip, rewards)
        self.start = self.state = "".join(layout).index("S")
        self.observation_space, self.action_space = spaces.Discrete(len(self.P)), spaces.Discrete(4)
        self.initial_state_distrib = np.eye(len(self.P))[self.start]

    def reset(self, *, seed=None, options=None):
        super().reset(seed=seed)
        self.state, self.t = self.start, 0
        return self.state, {}

    def step(self, action):
        self.t += 1
        outcomes = self.P[self.state][int(action)]
        k = self.np_random.choice(len(outcomes), p=[o[0] for o in outcomes])
        _, self.state, reward, terminated = outcomes[k]
        return int(self.state), float(reward), bool(terminated), self.t >= 1000, {}

    def render(self):
        return gridworlds.picture(self.layout, self.state) if self.render_mode == "rgb_array" else None


# %% wrong="OwnGridworld" passes="visible" why="all worlds share one state, which lies on the class"
class OwnGridworld(gym.Env[Any, Any]):
    metadata: dict[str, Any] = {"render_modes": ["rgb_array"], "render_fps": 5}

    def __init__(self, layout, slip=0.2, rewards=Rewards(), render_mode=None):
        if not 0.0 <= slip <= 1.0:
            raise ValueError(f"slip is {slip}, expected a number from 0 to 1")
        self.layout, self.render_mode = list(layout), render_mode
        self.P = gridworlds.transition_table(layout, slip, rewards)
        self.start = "".join(layout).index("S")
        self.observation_space, self.action_space = spaces.Discrete(len(self.P)), spaces.Discrete(4)
        self.initial_state_distrib = np.eye(len(self.P))[self.start]

    def reset(self, *, seed=None, options=None):
        super().reset(seed=seed)
        OwnGridworld.state = self.start
        return self.state, {}

    def step(self, action):
        outcomes = self.P[self.state][int(action)]
        k = self.np_random.choice(len(outcomes), p=[o[0] for o in outcomes])
        _, OwnGridworld.state, reward, terminated = outcomes[k]
        return int(self.state), float(reward), bool(terminated), False, {}

    def render(self):
        return gridworlds.picture(self.layout, self.state) if self.render_mode == "rgb_array" else None


# %% wrong="OwnGridworld" passes="visible" why="a slip a little below 0 is taken for rounding, and allowed"
class OwnGridworld(gym.Env[Any, Any]):
    metadata: dict[str, Any] = {"render_modes": ["rgb_array"], "render_fps": 5}

    def __init__(self, layout, slip=0.2, rewards=Rewards(), render_mode=None):
        if not -1e-6 <= slip <= 1.0:
            raise ValueError(f"slip is {slip}, expected a number from 0 to 1")
        self.layout, self.render_mode = list(layout), render_mode
        self.P = gridworlds.transition_table(layout, max(slip, 0.0), rewards)
        self.start = self.state = "".join(layout).index("S")
        self.observation_space, self.action_space = spaces.Discrete(len(self.P)), spaces.Discrete(4)
        self.initial_state_distrib = np.eye(len(self.P))[self.start]

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


# %% wrong="OwnGridworld" passes="visible" why="after an end the picture shows the start already"
class OwnGridworld(gym.Env[Any, Any]):
    metadata: dict[str, Any] = {"render_modes": ["rgb_array"], "render_fps": 5}

    def __init__(self, layout, slip=0.2, rewards=Rewards(), render_mode=None):
        if not 0.0 <= slip <= 1.0:
            raise ValueError(f"slip is {slip}, expected a number from 0 to 1")
        self.layout, self.render_mode = list(layout), render_mode
        self.P = gridworlds.transition_table(layout, slip, rewards)
        self.start = self.state = "".join(layout).index("S")
        self.observation_space, self.action_space = spaces.Discrete(len(self.P)), spaces.Discrete(4)
        self.initial_state_distrib = np.eye(len(self.P))[self.start]

    def reset(self, *, seed=None, options=None):
        super().reset(seed=seed)
        self.state = self.shown = self.start
        return self.state, {}

    def step(self, action):
        outcomes = self.P[self.state][int(action)]
        k = self.np_random.choice(len(outcomes), p=[o[0] for o in outcomes])
        _, self.state, reward, terminated = outcomes[k]
        self.shown = self.start if terminated else self.state
        return int(self.state), float(reward), bool(terminated), False, {}

    def render(self):
        return gridworlds.picture(self.layout, self.shown) if self.render_mode == "rgb_array" else None


# %% wrong="train" passes="visible" why="the numbers of snapshots_at are taken out of it"
def train(env, snapshots_at, gamma, rng):
    q = np.zeros(sizes_of(env))
    visits, tables_so_far, done = np.zeros(q.shape), [], 0
    last = snapshots_at[-1]
    numbers = snapshots_at if isinstance(snapshots_at, list) else list(snapshots_at)
    while numbers:
        goal = numbers.pop(0)
        while done < goal:
            epsilon = 0.6 - 0.55 * done / last
            state, over = env.reset(seed=int(rng.integers(2**31)) if done == 0 else None)[0], False
            while not over:
                action = int(rng.integers(q.shape[1])) if rng.random() < epsilon else int(q[state].argmax())
                following, reward, terminated, truncated, _ = env.step(action)
                target = reward + (0.0 if terminated else gamma * q[following].max())
                visits[state, action] += 1
                q[state, action] += visits[state, action] ** -0.6 * (target - q[state, action])
                state, over = following, terminated or truncated
            done += 1
        tables_so_far.append(q.copy())
    return np.stack(tables_so_far)


# %% wrong="train" passes="visible" why="a table that starts with small random numbers, but for the first copy"
def train(env, snapshots_at, gamma, rng):
    q = 1e-3 * rng.random(sizes_of(env))
    visits, tables_so_far, done = np.zeros(q.shape), [], 0
    last = snapshots_at[-1]
    for goal in snapshots_at:
        while done < goal:
            epsilon = 0.6 - 0.55 * done / last
            state, over = env.reset(seed=int(rng.integers(2**31)) if done == 0 else None)[0], False
            while not over:
                action = int(rng.integers(q.shape[1])) if rng.random() < epsilon else int(q[state].argmax())
                following, reward, terminated, truncated, _ = env.step(action)
                target = reward + (0.0 if terminated else gamma * q[following].max())
                visits[state, action] += 1
                q[state, action] += visits[state, action] ** -0.6 * (target - q[state, action])
                state, over = following, terminated or truncated
            done += 1
        tables_so_far.append(q.copy() if done else np.zeros_like(q))
    return np.stack(tables_so_far)


# %% wrong="train" passes="visible" why="snapshots_at must be a list"
def train(env, snapshots_at, gamma, rng):
    q = np.zeros(sizes_of(env))
    visits, tables_so_far, done = np.zeros(q.shape), [], 0
    last = snapshots_at[-1]
    for goal in snapshots_at + []:
        while done < goal:
            epsilon = 0.6 - 0.55 * done / last
            state, over = env.reset(seed=int(rng.integers(2**31)) if done == 0 else None)[0], False
            while not over:
                action = int(rng.integers(q.shape[1])) if rng.random() < epsilon else int(q[state].argmax())
                following, reward, terminated, truncated, _ = env.step(action)
                target = reward + (0.0 if terminated else gamma * q[following].max())
                visits[state, action] += 1
                q[state, action] += visits[state, action] ** -0.6 * (target - q[state, action])
                state, over = following, terminated or truncated
            done += 1
        tables_so_far.append(q.copy())
    return np.stack(tables_so_far)


# %% wrong="policy_history" passes="visible" why="what is within 1e-8 counts as equal"
def policy_history(snapshots, episodes, layout):
    cells = np.array([list(row) for row in layout])
    floor = np.isin(cells, [".", "S"])
    figure, axes = plt.subplots(1, len(snapshots), figsize=(3.2 * len(snapshots), 3.0), squeeze=False)
    for panel, q, count in zip(axes[0], snapshots, episodes, strict=True):
        best = q.max(axis=1, keepdims=True) - q < 1e-8
        plots.grid_policy(panel, best.reshape(*cells.shape, 4) & floor[:, :, None], walls=cells == "#")
        panel.set_title(f"after {count} episodes")
    return figure


# %% wrong="policy_history" passes="visible" why="float32: large values that differ by 1 are equal"
def policy_history(snapshots, episodes, layout):
    cells = np.array([list(row) for row in layout])
    floor = np.isin(cells, [".", "S"])
    figure, axes = plt.subplots(1, len(snapshots), figsize=(3.2 * len(snapshots), 3.0), squeeze=False)
    for panel, q, count in zip(axes[0], snapshots, episodes, strict=True):
        best = q.astype(np.float32) == q.astype(np.float32).max(axis=1, keepdims=True)
        plots.grid_policy(panel, best.reshape(*cells.shape, 4) & floor[:, :, None], walls=cells == "#")
        panel.set_title(f"after {count} episodes")
    return figure


# %% wrong="policy_history" passes="visible" why="ten panels at most"
def policy_history(snapshots, episodes, layout):
    cells = np.array([list(row) for row in layout])
    snapshots, episodes = snapshots[:10], episodes[:10]
    floor = np.isin(cells, [".", "S"])
    figure, axes = plt.subplots(1, len(snapshots), figsize=(3.2 * len(snapshots), 3.0), squeeze=False)
    for panel, q, count in zip(axes[0], snapshots, episodes, strict=True):
        best = q == q.max(axis=1, keepdims=True)
        plots.grid_policy(panel, best.reshape(*cells.shape, 4) & floor[:, :, None], walls=cells == "#")
        panel.set_title(f"after {count} episodes")
    return figure


# %% wrong="policy_history" passes="visible" why="the labels of rows and columns are exchanged"
def policy_history(snapshots, episodes, layout):
    cells = np.array([list(row) for row in layout])
    floor = np.isin(cells, [".", "S"])
    figure, axes = plt.subplots(1, len(snapshots), figsize=(3.2 * len(snapshots), 3.0), squeeze=False)
    for panel, q, count in zip(axes[0], snapshots, episodes, strict=True):
        best = q == q.max(axis=1, keepdims=True)
        plots.grid_policy(panel, best.reshape(*cells.shape, 4) & floor[:, :, None], walls=cells == "#")
        panel.set(title=f"after {count} episodes", xlabel="row", ylabel="column")
    return figure
