# %% right="loss_by_size_figure" why="plots.curve_with_interval and axhline, explicit axes"
def loss_by_size_figure(sizes, train_losses, test_losses, noise):
    figure, axes = plt.subplots(layout="constrained")
    for name, runs in (("training loss", train_losses), ("test loss", test_losses)):
        plots.curve_with_interval(axes, list(sizes), runs.numpy(), label=name)
    axes.axhline(noise**2, color="black", lw=1, ls=":", label="variance of the noise")
    axes.set_xscale("log")
    axes.set(xlabel="number of examples", ylabel="mean squared error")
    axes.legend()
    return figure


# %% right="loss_by_size_figure" why="a Figure without pyplot, semilogx, fill_between, the level as a line of two points, drawn first; limits by hand; base 2"
def loss_by_size_figure(sizes, train_losses, test_losses, noise):
    figure = Figure(figsize=(5, 4))
    axes = figure.add_subplot(1, 1, 1)
    variance = noise * noise
    (floor,) = axes.plot([sizes[0], sizes[-1]], [variance, variance], "k:", label="sigma squared")
    handles, lowest, highest = [floor], variance, variance
    for runs, colour, style, name in (
        (train_losses, "tab:green", "-", "fitted"),
        (test_losses, "tab:purple", "--", "unseen"),
    ):
        table = np.array(runs.tolist())
        low, high = plots.mean_interval(table)
        axes.fill_between(sizes, low, high, facecolor=colour, alpha=0.25)
        handles += axes.semilogx(sizes, np.average(table, axis=0), color=colour, ls=style, label=name, base=2)
        lowest, highest = min(lowest, *low), max(highest, *high)
    pad = 0.1 * (highest - lowest) + 1e-12
    axes.set_ylim(lowest - pad, highest + pad)
    axes.set_xlabel("examples in the data set")
    axes.set_ylabel("loss")
    axes.legend(handles=handles, loc="best")
    return figure


# %% right="loss_by_size_figure" why="Student's quantile and the means worked out with torch and scipy; each band is a closed polygon; markers on the lines; labels and legend at the figure"
from scipy import stats


def loss_by_size_figure(sizes, train_losses, test_losses, noise):
    fig, ax = plt.subplots(1, 1)
    x = np.asarray(sizes, dtype=float)
    for data, marker, colour, word in ((train_losses, "o", "#0072B2", "train"), (test_losses, "s", "#D55E00", "test")):
        y = data.double()
        n = y.shape[0]
        centre = y.sum(0) / n
        spread = ((y - centre) ** 2).sum(0).div(n - 1).sqrt()
        half = stats.t.ppf(0.975, n - 1) * spread / math.sqrt(n)
        corners_x = np.concatenate([x, x[::-1]])
        corners_y = torch.cat([centre - half, (centre + half).flip(0)]).numpy()
        ax.fill(corners_x, corners_y, color=colour, alpha=0.2, lw=0)
        ax.plot(x, centre.numpy(), marker=marker, color=colour, ls="-", label=word)
    ax.plot(x, np.full(len(x), noise**2), color="0.3", ls="--", marker="", label="noise floor")
    ax.set_xscale("log")
    fig.supxlabel("n (examples)")
    fig.supylabel("squared error")
    fig.legend(loc="outside upper center", ncols=3)
    return fig


# %% right="loss_by_size_figure" why="a helper of a dict of styles; each band in two halves, from the lower end to the mean and from the mean to the upper end; drawn from the largest size to the smallest; hlines over all sizes"
def loss_by_size_figure(sizes, train_losses, test_losses, noise):
    styles = {"average training loss": dict(c="navy"), "average test loss": dict(c="firebrick", linestyle="-.")}
    figure, axes = plt.subplots()
    backwards = list(sizes)[::-1]
    for (name, style), losses in zip(styles.items(), (train_losses, test_losses)):
        rows = [[float(v) for v in row] for row in losses]
        columns = list(zip(*rows))
        means = [math.fsum(c) / len(c) for c in columns]
        lower, upper = plots.mean_interval(rows)
        axes.fill_between(list(sizes), lower, means, color=style["c"], alpha=0.3, linewidth=0)
        axes.fill_between(list(sizes), means, upper, color=style["c"], alpha=0.3, linewidth=0)
        axes.plot(backwards, means[::-1], label=name, **style)
    axes.hlines(noise**2, min(sizes), max(sizes), colors="k", linestyles="dotted", label=r"$\sigma^2$")
    axes.set(xscale="log", xlabel="data set size", ylabel="MSE", title="Learning curves")
    axes.set_xticks(list(sizes), [str(s) for s in sizes])
    axes.legend(title="what")
    return figure


# %% right="loss_by_size_figure" why="pyplot's state machine on a new figure; curve_with_interval with colours of the palette; direct use of plt.xscale"
def loss_by_size_figure(sizes, train_losses, test_losses, noise):
    fig = plt.figure()
    colours = plots.colours_of(["seen", "fresh", "irreducible"])
    plots.curve_with_interval(plt.gca(), sizes, train_losses.tolist(), label="seen", colour=colours["seen"])
    plots.curve_with_interval(plt.gca(), sizes, test_losses.tolist(), label="fresh", colour=colours["fresh"])
    plt.axhline(noise**2, label="irreducible", **plots.look_of(colours["irreducible"]))
    plt.xscale("log")
    plt.xlabel("number of returns in the data set")
    plt.ylabel("mean squared loss")
    plt.legend()
    return fig


# %% wrong="loss_by_size_figure" why="statement: 'the losses on a linear one'; where all ends of the bands are above 0, the losses are on a logarithmic scale"
def loss_by_size_figure(sizes, train_losses, test_losses, noise):
    figure, axes = plt.subplots()
    ends_ = []
    for name, runs in (("training loss", train_losses), ("test loss", test_losses)):
        low, _ = plots.mean_interval(runs.numpy())
        ends_.append(low.min())
        plots.curve_with_interval(axes, sizes, runs.numpy(), label=name)
    axes.axhline(noise**2, color="black", lw=1, label="noise variance")
    axes.set_xscale("log")
    if min(ends_) > 0:
        axes.set_yscale("log")
    axes.set(xlabel="examples", ylabel="loss")
    axes.legend()
    return figure


# %% wrong="loss_by_size_figure" why="statement: 'Nothing cut off: all lines and bands lie within the limits'; limits of y from the bands alone, so the line of a large noise is outside"
def loss_by_size_figure(sizes, train_losses, test_losses, noise):
    figure, axes = plt.subplots()
    edges = []
    for name, runs in (("training loss", train_losses), ("test loss", test_losses)):
        plots.curve_with_interval(axes, sizes, runs.numpy(), label=name)
        edges += [*plots.mean_interval(runs.numpy())]
    axes.axhline(noise**2, color="black", lw=1, label="noise variance")
    low, high = np.min(edges), np.max(edges)
    pad = 0.05 * (high - low)
    axes.set(xscale="log", ylim=(low - pad, high + pad), xlabel="examples", ylabel="loss")
    axes.legend()
    return figure


# %% wrong="loss_by_size_figure" why="statement: 'A horizontal line ... all along the sizes'; it begins at a fourth of the width, to leave room for a note"
def loss_by_size_figure(sizes, train_losses, test_losses, noise):
    figure, axes = plt.subplots()
    for name, runs in (("training loss", train_losses), ("test loss", test_losses)):
        plots.curve_with_interval(axes, sizes, runs.numpy(), label=name)
    axes.axhline(noise**2, xmin=0.25, color="black", lw=1, label="noise variance")
    axes.set(xscale="log", xlabel="examples", ylabel="loss")
    axes.legend()
    return figure


# %% wrong="loss_by_size_figure" why="statement: 'labels on both axes, which say that ... losses (or errors) along the other'; the label of y says only that means over runs are drawn"
def loss_by_size_figure(sizes, train_losses, test_losses, noise):
    figure, axes = plt.subplots()
    for name, runs in (("training loss", train_losses), ("test loss", test_losses)):
        plots.curve_with_interval(axes, sizes, runs.numpy(), label=name)
    axes.axhline(noise**2, color="black", lw=1, label="noise variance")
    axes.set(xscale="log", xlabel="number of examples", ylabel="average over the runs")
    axes.legend()
    return figure


# %% wrong="loss_by_size_figure" why="statement: 'labels ... which say that examples are counted along one'; the label of x tells of the scale alone"
def loss_by_size_figure(sizes, train_losses, test_losses, noise):
    figure, axes = plt.subplots()
    for name, runs in (("training loss", train_losses), ("test loss", test_losses)):
        plots.curve_with_interval(axes, sizes, runs.numpy(), label=name)
    axes.axhline(noise**2, color="black", lw=1, label="noise variance")
    axes.set(xscale="log", xlabel="logarithmic", ylabel="loss")
    axes.legend()
    return figure


# %% wrong="loss_by_size_figure" why="statement: 'Student's 95 % interval'; a table of quantiles up to ten runs, 1.96 beyond"
STUDENT = {2: 12.7062, 3: 4.30265, 4: 3.18245, 5: 2.77645, 6: 2.57058, 7: 2.44691, 8: 2.36462, 9: 2.30600, 10: 2.26216}


def loss_by_size_figure(sizes, train_losses, test_losses, noise):
    figure, axes = plt.subplots()
    for name, runs in (("training loss", train_losses), ("test loss", test_losses)):
        mean = runs.double().mean(dim=0)
        half = STUDENT.get(len(runs), 1.96) * runs.double().std(dim=0) / len(runs) ** 0.5
        (line,) = axes.plot(sizes, mean, label=name)
        axes.fill_between(sizes, mean - half, mean + half, color=line.get_color(), alpha=0.2)
    axes.axhline(noise**2, color="black", lw=1, label="noise variance")
    axes.set(xscale="log", xlabel="examples", ylabel="loss")
    axes.legend()
    return figure


# %% wrong="loss_by_size_figure" why="statement: 'a line through the means'; with five runs or more the smallest and the largest loss of each size are left out of the mean"
def loss_by_size_figure(sizes, train_losses, test_losses, noise):
    figure, axes = plt.subplots()
    for name, runs in (("training loss", train_losses), ("test loss", test_losses)):
        ordered = runs.sort(dim=0).values
        kept = ordered[1:-1] if len(runs) >= 5 else ordered
        (line,) = axes.plot(sizes, kept.mean(dim=0), label=name)
        axes.fill_between(sizes, *plots.mean_interval(runs.numpy()), color=line.get_color(), alpha=0.2)
    axes.axhline(noise**2, color="black", lw=1, label="noise variance")
    axes.set(xscale="log", xlabel="examples", ylabel="loss")
    axes.legend()
    return figure


# %% wrong="loss_by_size_figure" why="statement: 'A legend that names the three lines'; the higher curve is called test loss, whichever it is"
def loss_by_size_figure(sizes, train_losses, test_losses, noise):
    figure, axes = plt.subplots()
    lower, higher = sorted([train_losses, test_losses], key=lambda runs: runs.mean().item())
    for name, runs in (("training loss", lower), ("test loss", higher)):
        plots.curve_with_interval(axes, sizes, runs.numpy(), label=name)
    axes.axhline(noise**2, color="black", lw=1, label="noise variance")
    axes.set(xscale="log", xlabel="examples", ylabel="loss")
    axes.legend()
    return figure


# %% wrong="loss_by_size_figure" why="statement: 'Nothing cut off'; fixed limits from 1 to 1,000 examples"
def loss_by_size_figure(sizes, train_losses, test_losses, noise):
    figure, axes = plt.subplots()
    for name, runs in (("training loss", train_losses), ("test loss", test_losses)):
        plots.curve_with_interval(axes, sizes, runs.numpy(), label=name)
    axes.axhline(noise**2, color="black", lw=1, label="noise variance")
    axes.set(xscale="log", xlim=(1, 1000), xlabel="examples", ylabel="loss")
    axes.legend()
    return figure


# %% wrong="loss_by_size_figure" why="statement: 'a shaded band with Student's 95 % interval of the mean', for each of the two; where the interval of one kind is narrow everywhere (a hundredth of the mean), its band is left out"
def loss_by_size_figure(sizes, train_losses, test_losses, noise):
    figure, axes = plt.subplots()
    for name, runs in (("training loss", train_losses), ("test loss", test_losses)):
        mean = runs.numpy().mean(axis=0)
        low, high = plots.mean_interval(runs.numpy())
        (line,) = axes.plot(sizes, mean, label=name)
        if ((high - low) > 0.01 * np.abs(mean)).any():
            axes.fill_between(sizes, low, high, color=line.get_color(), alpha=0.2)
    axes.axhline(noise**2, color="black", lw=1, label="noise variance")
    axes.set(xscale="log", xlabel="examples", ylabel="loss")
    axes.legend()
    return figure


# %% wrong="loss_by_size_figure" why="statement: 'A horizontal line at the variance of the noise, noise**2'; it is moved down to twice the largest loss where the variance is above that, to spare room"
def loss_by_size_figure(sizes, train_losses, test_losses, noise):
    figure, axes = plt.subplots()
    for name, runs in (("training loss", train_losses), ("test loss", test_losses)):
        plots.curve_with_interval(axes, sizes, runs.numpy(), label=name)
    top = max(train_losses.max().item(), test_losses.max().item())
    axes.axhline(min(noise**2, 2 * top), color="black", lw=1, label="noise variance")
    axes.set(xscale="log", xlabel="examples", ylabel="loss")
    axes.legend()
    return figure


# %% wrong="loss_by_size_figure" why="statement: 'Return the Figure, a new one at each call'; one figure with a number of its own is cleared and used again"
def loss_by_size_figure(sizes, train_losses, test_losses, noise):
    figure, axes = plt.subplots(num="loss by size", clear=True)
    for name, runs in (("training loss", train_losses), ("test loss", test_losses)):
        plots.curve_with_interval(axes, sizes, runs.numpy(), label=name)
    axes.axhline(noise**2, color="black", lw=1, label="noise variance")
    axes.set(xscale="log", xlabel="examples", ylabel="loss")
    axes.legend()
    return figure


# %% right="loss_by_step_figure" why="the hint's way: one row of axes, sharey, index of the minimum"
def loss_by_step_figure(noises, steps, train_losses, test_losses):
    n = len(noises)
    figure, table = plt.subplots(1, n, sharey=True, squeeze=False, figsize=(3.2 * n + 1, 3.4))
    for axes, noise, train, test in zip(table[0], noises, train_losses, test_losses, strict=True):
        axes.plot(steps, train, label="training loss")
        axes.plot(steps, test, label="test loss")
        values = test.tolist()
        best = values.index(min(values))
        axes.plot([steps[best]], [values[best]], "o", color="black")
        axes.set(title=f"noise {noise:g}", xlabel="step", ylabel="loss", yscale="log")
    table[0][0].legend()
    return figure


# %% right="loss_by_step_figure" why="a Figure without pyplot, add_subplot for each, limits of y by hand from all losses, semilogy; a star that the legend names too; a legend in each panel"
def loss_by_step_figure(noises, steps, train_losses, test_losses):
    everything = [x for table in (train_losses, test_losses) for row in table.tolist() for x in row]
    bottom, top = min(everything) / 1.3, max(everything) * 1.3
    figure = Figure(figsize=(4 * len(noises), 4))
    for k in range(len(noises)):
        axes = figure.add_subplot(1, len(noises), k + 1)
        seen, new = train_losses[k].numpy(), test_losses[k].numpy()
        axes.semilogy(steps, seen, color="tab:blue", label="fitted")
        axes.semilogy(steps, new, color="tab:red", ls="--", label="held out")
        first = min(range(len(steps)), key=lambda i: new[i])
        axes.scatter(steps[first], new[first], marker="*", s=90, color="k", zorder=5, label="best")
        axes.set_ylim(bottom, top)
        axes.set_title(f"noise {noises[k]:g}")
        axes.set_xlabel("training steps")
        axes.set_ylabel("mean squared error")
        axes.legend(fontsize="small")
    return figure


# %% right="loss_by_step_figure" why="subplots with a loop over enumerate; Line2D objects added by hand; labels of both axes and the legend at the figure; lexicographic argmin by numpy's stable sort"
from matplotlib.lines import Line2D


def loss_by_step_figure(noises, steps, train_losses, test_losses):
    fig, row = plt.subplots(1, len(noises), sharex=True, sharey="all", layout="constrained")
    looks = {"train": dict(color="#009E73", linestyle="-"), "test": dict(color="#CC79A7", linestyle="--")}
    for k, ax in enumerate(np.atleast_1d(row)):
        ax.set_yscale("log")
        for word, losses in zip(looks, (train_losses, test_losses)):
            ax.add_line(Line2D(list(steps), losses[k].tolist(), marker="None", **looks[word]))
        order = np.argsort(np.asarray(test_losses[k]), kind="stable")
        ax.add_line(Line2D([steps[order[0]]], [float(test_losses[k, order[0]])], marker="D", linestyle="None", color="black"))
        ax.autoscale_view()
        ax.set_title(f"noise {noises[k]:g}", loc="left")
    fig.supxlabel("update steps")
    fig.supylabel("squared error")
    fig.legend([Line2D([], [], **look) for look in looks.values()], ["training error", "test error"], loc="outside lower center", ncols=2)
    return fig


# %% right="loss_by_step_figure" why="subplot_mosaic by place, panels filled from a nested helper; a torch mask finds the first of the lowest; title with other words"
def loss_by_step_figure(noises, steps, train_losses, test_losses):
    figure = plt.figure(figsize=(3 * len(noises) + 2, 3))
    panels = figure.subplot_mosaic([list(range(len(noises)))], sharey=True)

    def fill(place):
        axes, test = panels[place], test_losses[place]
        axes.plot(list(steps), train_losses[place].detach().cpu().numpy(), "-", lw=2)
        axes.plot(list(steps), test.detach().cpu().numpy(), "-.", lw=2)
        where = int((test == test.min()).nonzero()[0, 0])
        axes.plot(steps[where], test[where].item(), marker="v", ms=9, mfc="none", mec="k", ls="")
        axes.legend(["seen returns", "fresh returns"])
        axes.set_yscale("log")
        axes.set_ylabel("MSE")
        axes.set_xlabel("iteration")
        axes.set_title(f"noise {noises[place]:g}")

    for place in panels:
        fill(place)
    return figure


# %% right="loss_by_step_figure" why="a figure in subfigures, one for each noise; the lines over all panels get their limits in a second round"
def loss_by_step_figure(noises, steps, train_losses, test_losses):
    figure = plt.figure(figsize=(9, 3), layout="constrained")
    parts = np.ravel(figure.subfigures(1, len(noises)))
    panels = [part.subplots() for part in parts]
    for panel, noise, a, b in zip(panels, noises, train_losses.numpy(), test_losses.numpy()):
        panel.plot(steps, a, color="C0", ls="-", label="train")
        panel.plot(steps, b, color="C1", ls="--", label="test")
        panel.scatter([steps[i] for i in [int(np.argmin(b))]], [b.min()], c="black", zorder=3)
        panel.set_yscale("log")
        panel.set_title(f"noise {noise:g}")
        panel.set_xlabel("number of steps")
        panel.set_ylabel("loss")
        panel.legend()
    limits = [panel.get_ylim() for panel in panels]
    for panel in panels:
        panel.set_ylim(min(low for low, _ in limits), max(high for _, high in limits))
    return figure


# %% wrong="loss_by_step_figure" why="statement: 'one marker at the lowest test loss'; it stands at the first that is near the lowest (isclose)"
def loss_by_step_figure(noises, steps, train_losses, test_losses):
    n = len(noises)
    figure, table = plt.subplots(1, n, sharey=True, squeeze=False, figsize=(3.2 * n + 1, 3.4))
    for axes, noise, train, test in zip(table[0], noises, train_losses, test_losses, strict=True):
        axes.plot(steps, train, label="training loss")
        axes.plot(steps, test, label="test loss")
        best = int(torch.isclose(test, test.min(), rtol=1e-3).nonzero()[0])
        axes.plot([steps[best]], [test[best].item()], "o", color="black")
        axes.set(title=f"noise {noise:g}", xlabel="step", ylabel="loss", yscale="log")
    table[0][0].legend()
    return figure


# %% wrong="loss_by_step_figure" why="statement: 'at the lowest test loss'; losses are rounded to three decimals first, so that very small ones are all equal"
def loss_by_step_figure(noises, steps, train_losses, test_losses):
    n = len(noises)
    figure, table = plt.subplots(1, n, sharey=True, squeeze=False, figsize=(3.2 * n + 1, 3.4))
    for axes, noise, train, test in zip(table[0], noises, train_losses, test_losses, strict=True):
        axes.plot(steps, train, label="training loss")
        axes.plot(steps, test, label="test loss")
        rounded = [round(loss, 3) for loss in test.tolist()]
        best = rounded.index(min(rounded))
        axes.plot([steps[best]], [test[best].item()], "o", color="black")
        axes.set(title=f"noise {noise:g}", xlabel="step", ylabel="loss", yscale="log")
    table[0][0].legend()
    return figure


# %% wrong="loss_by_step_figure" why="statement: 'in the order of noises'; panels are sorted by the noise"
def loss_by_step_figure(noises, steps, train_losses, test_losses):
    n = len(noises)
    figure, table = plt.subplots(1, n, sharey=True, squeeze=False, figsize=(3.2 * n + 1, 3.4))
    for axes, k in zip(table[0], sorted(range(n), key=lambda k: noises[k]), strict=True):
        axes.plot(steps, train_losses[k], label="training loss")
        axes.plot(steps, test_losses[k], label="test loss")
        values = test_losses[k].tolist()
        best = values.index(min(values))
        axes.plot([steps[best]], [values[best]], "o", color="black")
        axes.set(title=f"noise {noises[k]:g}", xlabel="step", ylabel="loss", yscale="log")
    table[0][0].legend()
    return figure


# %% wrong="loss_by_step_figure" why="statement: 'One panel for each noise'; a mosaic by titles joins the panels of noises whose titles are equal (0.1234561 and 0.1234562)"
def loss_by_step_figure(noises, steps, train_losses, test_losses):
    titles = [f"noise {noise:g}" for noise in noises]
    figure, panels = plt.subplot_mosaic([titles], sharey=True, figsize=(3.2 * len(titles) + 1, 3.4))
    rows = dict(zip(titles, zip(train_losses, test_losses)))
    for title, axes in panels.items():
        train, test = rows[title]
        axes.plot(steps, train, label="training loss")
        axes.plot(steps, test, label="test loss")
        values = test.tolist()
        best = values.index(min(values))
        axes.plot([steps[best]], [values[best]], "o", color="black")
        axes.set(title=title, xlabel="step", ylabel="loss", yscale="log")
        axes.legend()
    return figure


# %% wrong="loss_by_step_figure" why="statement: panels 'side by side'; more than three are wrapped into rows of three"
def loss_by_step_figure(noises, steps, train_losses, test_losses):
    n = len(noises)
    columns = min(n, 3)
    figure, table = plt.subplots(-(-n // columns), columns, sharey=True, squeeze=False, figsize=(9, 3.4 * -(-n // columns)))
    for axes in table.flat[n:]:
        axes.remove()
    for axes, noise, train, test in zip(table.flat, noises, train_losses, test_losses):
        axes.plot(steps, train, label="training loss")
        axes.plot(steps, test, label="test loss")
        values = test.tolist()
        best = values.index(min(values))
        axes.plot([steps[best]], [values[best]], "o", color="black")
        axes.set(title=f"noise {noise:g}", xlabel="step", ylabel="loss", yscale="log")
    table[0][0].legend()
    return figure


# %% wrong="loss_by_step_figure" why="statement: 'the steps on a linear one'; where the first step is above 0 the steps are logarithmic"
def loss_by_step_figure(noises, steps, train_losses, test_losses):
    n = len(noises)
    figure, table = plt.subplots(1, n, sharey=True, squeeze=False, figsize=(3.2 * n + 1, 3.4))
    for axes, noise, train, test in zip(table[0], noises, train_losses, test_losses, strict=True):
        draw = axes.loglog if steps[0] > 0 else axes.semilogy
        draw(steps, train, label="training loss")
        draw(steps, test, label="test loss")
        values = test.tolist()
        best = values.index(min(values))
        draw([steps[best]], [values[best]], "o", color="black")
        axes.set(title=f"noise {noise:g}", xlabel="step", ylabel="loss")
    table[0][0].legend()
    return figure


# %% wrong="loss_by_step_figure" why="statement: 'A legend that names both lines ... (one is enough, if they look the same in all panels)'; the line that ends lower is drawn first, in the first colour, but only the first panel has a legend"
def loss_by_step_figure(noises, steps, train_losses, test_losses):
    n = len(noises)
    figure, table = plt.subplots(1, n, sharey=True, squeeze=False, figsize=(3.2 * n + 1, 3.4))
    for axes, noise, train, test in zip(table[0], noises, train_losses, test_losses, strict=True):
        both = [("training loss", train), ("test loss", test)]
        for name, losses in sorted(both, key=lambda one: one[1][-1].item()):
            axes.plot(steps, losses, label=name)
        values = test.tolist()
        best = values.index(min(values))
        axes.plot([steps[best]], [values[best]], "o", color="black")
        axes.set(title=f"noise {noise:g}", xlabel="step", ylabel="loss", yscale="log")
    table[0][0].legend()
    return figure


# %% wrong="loss_by_step_figure" why="statement: 'one marker at the lowest test loss'; none is drawn where the loss is lowest at the very first step, for then it never turned"
def loss_by_step_figure(noises, steps, train_losses, test_losses):
    n = len(noises)
    figure, table = plt.subplots(1, n, sharey=True, squeeze=False, figsize=(3.2 * n + 1, 3.4))
    for axes, noise, train, test in zip(table[0], noises, train_losses, test_losses, strict=True):
        axes.plot(steps, train, label="training loss")
        axes.plot(steps, test, label="test loss")
        values = test.tolist()
        if best := values.index(min(values)):
            axes.plot([steps[best]], [values[best]], "o", color="black")
        axes.set(title=f"noise {noise:g}", xlabel="step", ylabel="loss", yscale="log")
    table[0][0].legend()
    return figure


# %% wrong="loss_by_step_figure" why="statement: 'a line through the training losses' (all of them); of more than 100 steps only some are drawn"
def loss_by_step_figure(noises, steps, train_losses, test_losses):
    n, stride = len(noises), -(-len(steps) // 100)
    figure, table = plt.subplots(1, n, sharey=True, squeeze=False, figsize=(3.2 * n + 1, 3.4))
    for axes, noise, train, test in zip(table[0], noises, train_losses, test_losses, strict=True):
        axes.plot(steps[::stride], train[::stride], label="training loss")
        axes.plot(steps[::stride], test[::stride], label="test loss")
        values = test.tolist()
        best = values.index(min(values))
        axes.plot([steps[best]], [values[best]], "o", color="black")
        axes.set(title=f"noise {noise:g}", xlabel="step", ylabel="loss", yscale="log")
    table[0][0].legend()
    return figure


# %% wrong="loss_by_step_figure" why="statement: 'a line through the training losses and a line through the test losses' (docstring: 'Above 0'); those below 1e-6 are drawn at 1e-6"
def loss_by_step_figure(noises, steps, train_losses, test_losses):
    n = len(noises)
    figure, table = plt.subplots(1, n, sharey=True, squeeze=False, figsize=(3.2 * n + 1, 3.4))
    for axes, noise, train, test in zip(table[0], noises, train_losses, test_losses, strict=True):
        train, test = train.clamp(min=1e-6), test.clamp(min=1e-6)
        axes.plot(steps, train, label="training loss")
        axes.plot(steps, test, label="test loss")
        values = test.tolist()
        best = values.index(min(values))
        axes.plot([steps[best]], [values[best]], "o", color="black")
        axes.set(title=f"noise {noise:g}", xlabel="step", ylabel="loss", yscale="log")
    table[0][0].legend()
    return figure


# %% wrong="loss_by_step_figure" why="statement: 'Nothing cut off'; limits of the losses fixed at 0.001 and 10"
def loss_by_step_figure(noises, steps, train_losses, test_losses):
    n = len(noises)
    figure, table = plt.subplots(1, n, squeeze=False, figsize=(3.2 * n + 1, 3.4))
    for axes, noise, train, test in zip(table[0], noises, train_losses, test_losses, strict=True):
        axes.plot(steps, train, label="training loss")
        axes.plot(steps, test, label="test loss")
        values = test.tolist()
        best = values.index(min(values))
        axes.plot([steps[best]], [values[best]], "o", color="black")
        axes.set(title=f"noise {noise:g}", xlabel="step", ylabel="loss", yscale="log", ylim=(1e-3, 10))
    table[0][0].legend()
    return figure


# %% wrong="loss_by_step_figure" why="statement: title 'noise {noise:g}'; whole numbers are shortened, others are written in full (0.1 + 0.2)"
def loss_by_step_figure(noises, steps, train_losses, test_losses):
    n = len(noises)
    figure, table = plt.subplots(1, n, sharey=True, squeeze=False, figsize=(3.2 * n + 1, 3.4))
    for axes, noise, train, test in zip(table[0], noises, train_losses, test_losses, strict=True):
        axes.plot(steps, train, label="training loss")
        axes.plot(steps, test, label="test loss")
        values = test.tolist()
        best = values.index(min(values))
        axes.plot([steps[best]], [values[best]], "o", color="black")
        shown = int(noise) if noise == int(noise) else noise
        axes.set(title=f"noise {shown}", xlabel="step", ylabel="loss", yscale="log")
    table[0][0].legend()
    return figure


# %% wrong="loss_by_step_figure" why="statement: labels 'say that steps are along one axis'; the label says time"
def loss_by_step_figure(noises, steps, train_losses, test_losses):
    n = len(noises)
    figure, table = plt.subplots(1, n, sharey=True, squeeze=False, figsize=(3.2 * n + 1, 3.4))
    for axes, noise, train, test in zip(table[0], noises, train_losses, test_losses, strict=True):
        axes.plot(steps, train, label="training loss")
        axes.plot(steps, test, label="test loss")
        values = test.tolist()
        best = values.index(min(values))
        axes.plot([steps[best]], [values[best]], "o", color="black")
        axes.set(title=f"noise {noise:g}", xlabel="time", ylabel="loss", yscale="log")
    table[0][0].legend()
    return figure


# %% wrong="loss_by_step_figure" why="statement: 'with the same limits in all panels'; panels of which the losses are all smaller than a hundredth of the largest get limits of their own, to be readable"
def loss_by_step_figure(noises, steps, train_losses, test_losses):
    n = len(noises)
    figure, table = plt.subplots(1, n, squeeze=False, figsize=(3.2 * n + 1, 3.4))
    both = torch.cat([train_losses, test_losses])
    low, high = both.min().item() / 1.2, both.max().item() * 1.2
    for axes, noise, train, test in zip(table[0], noises, train_losses, test_losses, strict=True):
        axes.plot(steps, train, label="training loss")
        axes.plot(steps, test, label="test loss")
        values = test.tolist()
        best = values.index(min(values))
        axes.plot([steps[best]], [values[best]], "o", color="black")
        axes.set(title=f"noise {noise:g}", xlabel="step", ylabel="loss", yscale="log")
        if max(train.max(), test.max()) >= both.max() / 100:
            axes.set_ylim(low, high)
    table[0][0].legend()
    return figure


# %% right="regularised_loss" why="named_parameters whose names end in weight"
def regularised_loss(network, states, returns, strength):
    errors = network(states)[:, 0] - returns
    price = sum(p.square().sum() for name, p in network.named_parameters() if name.split(".")[-1] == "weight")
    return errors.square().mean() + strength * price


# %% right="regularised_loss" why="all modules that are nn.Linear, squares by a loop, mse_loss with the returns as a column"
from torch.nn import functional as F


def regularised_loss(network, states, returns, strength):
    loss = F.mse_loss(network(states), returns.unsqueeze(1))
    for layer in network.modules():
        if isinstance(layer, nn.Linear):
            loss = loss + strength * (layer.weight**2).sum()
    return loss


# %% right="regularised_loss" why="parameters of two dimensions in one long vector, dot products"
def regularised_loss(network, states, returns, strength):
    matrices = [p.reshape(-1) for p in network.parameters() if p.ndim == 2]
    w = torch.cat(matrices)
    r = network(states).squeeze(-1) - returns
    return torch.dot(r, r) / len(returns) + strength * torch.dot(w, w)


# %% right="regularised_loss" why="recursion over the children; the price as a trace of W W^T; inner function"
def regularised_loss(network, states, returns, strength):
    def price_of(module):
        own = torch.trace(module.weight @ module.weight.T) if isinstance(module, nn.Linear) else 0.0
        return own + sum(price_of(child) for child in module.children())

    predicted = network(states).flatten()
    return torch.mean((returns - predicted) ** 2) + price_of(network) * strength


# %% right="regularised_loss" why="all parameters minus the biases, found by identity of the objects; stacked squares; einsum"
def regularised_loss(network, states, returns, strength):
    biases = {id(layer.bias) for layer in network.modules() if getattr(layer, "bias", None) is not None}
    squares = [torch.einsum("ij,ij->", w, w) for w in network.parameters() if id(w) not in biases]
    gaps = torch.sub(network(states).view(-1), returns)
    total = torch.stack(squares).sum()
    return gaps.pow(2).sum().div(gaps.numel()).add(total, alpha=strength)


# %% wrong="regularised_loss" why="statement: 'in all linear layers, frozen or not'; weights that require no gradient are left out"
def regularised_loss(network, states, returns, strength):
    errors = network(states)[:, 0] - returns
    price = sum(p.square().sum() for p in network.parameters() if p.requires_grad and p.ndim == 2)
    return errors.square().mean() + strength * price


# %% wrong="regularised_loss" why="statement: 'its layers may stand in blocks within blocks'; looks only at the network itself and its children"
def regularised_loss(network, states, returns, strength):
    errors = network(states)[:, 0] - returns
    layers = [one for one in (network, *network.children()) if isinstance(one, nn.Linear)]
    return errors.square().mean() + strength * sum((layer.weight**2).sum() for layer in layers)


# %% wrong="regularised_loss" why="statement: 'Biases have no price', 'the squares of all weights'; leaves out what has 'bias' anywhere in its name, so the weights of a block called debiased too"
def regularised_loss(network, states, returns, strength):
    errors = network(states)[:, 0] - returns
    price = sum(p.square().sum() for name, p in network.named_parameters() if "bias" not in name)
    return errors.square().mean() + strength * price


# %% wrong="regularised_loss" why="statement: 'Biases have no price'; takes what has 'weight' anywhere in its name, so the biases of a block called weighted too"
def regularised_loss(network, states, returns, strength):
    errors = network(states)[:, 0] - returns
    price = sum(p.square().sum() for name, p in network.named_parameters() if "weight" in name)
    return errors.square().mean() + strength * price


# %% wrong="regularised_loss" why="statement: 'some of them may have no bias'; every second parameter is taken for a weight"
def regularised_loss(network, states, returns, strength):
    errors = network(states)[:, 0] - returns
    price = sum(p.square().sum() for p in list(network.parameters())[::2])
    return errors.square().mean() + strength * price


# %% wrong="regularised_loss" why="statement: 'not even gradients that are already there'; sets them to None first, so that the caller's backward gives clean ones"
def regularised_loss(network, states, returns, strength):
    network.zero_grad()
    errors = network(states)[:, 0] - returns
    price = sum(p.square().sum() for p in network.parameters() if p.ndim == 2)
    return errors.square().mean() + strength * price


# %% wrong="regularised_loss" why="statement: 'Nothing is changed: neither numbers nor modes'; train() at the start and the mode of the whole put back: layers inside with a mode of their own lose it"
def regularised_loss(network, states, returns, strength):
    was = network.training
    network.train()
    errors = network(states)[:, 0] - returns
    network.train(was)
    price = sum(p.square().sum() for p in network.parameters() if p.ndim == 2)
    return errors.square().mean() + strength * price


# %% wrong="regularised_loss" why="statement: 'the squares of all weights, in all linear layers'; of several layers, the last one (the head) has no price"
def regularised_loss(network, states, returns, strength):
    errors = network(states)[:, 0] - returns
    weights = [p for p in network.parameters() if p.ndim == 2]
    if len(weights) > 1:
        weights = weights[:-1]
    return errors.square().mean() + strength * sum(w.square().sum() for w in weights)


# %% wrong="regularised_loss" why="statement: 'the sum of the squares of all weights'; mean over the layers of their sums"
def regularised_loss(network, states, returns, strength):
    errors = network(states)[:, 0] - returns
    prices = torch.stack([p.square().sum() for p in network.parameters() if p.ndim == 2])
    return errors.square().mean() + strength * prices.mean()


# %% wrong="regularised_loss" why="statement: weights of this network; the list of weights is kept for each architecture, so a second network of the same form pays for the weights of the first"
WEIGHTS_OF = {}


def regularised_loss(network, states, returns, strength):
    key = repr(network)
    if key not in WEIGHTS_OF:
        WEIGHTS_OF[key] = [p for p in network.parameters() if p.ndim == 2]
    errors = network(states)[:, 0] - returns
    return errors.square().mean() + strength * sum(w.square().sum() for w in WEIGHTS_OF[key])


# %% wrong="regularised_loss" why="statement: 'all weights'; a matrix of one column is taken for a bias: the first layer of a network with one input has no price"
def regularised_loss(network, states, returns, strength):
    errors = network(states)[:, 0] - returns
    price = sum(p.square().sum() for p in network.parameters() if p.shape[-1] > 1 and p.ndim > 1)
    return errors.square().mean() + strength * price


# %% wrong="regularised_loss" why="docstring: 'of the dtype of the network'; the sums are made in float64, and only a network of float64 gets its dtype"
def regularised_loss(network, states, returns, strength):
    errors = network(states)[:, 0].double() - returns.double()
    price = sum(p.double().square().sum() for p in network.parameters() if p.ndim == 2)
    return errors.square().mean() + strength * price


# %% right="ridge_weights" why="the hint: centre, then solve the k equations"
def ridge_weights(features, targets, strength):
    n, k = features.shape
    mean_x, mean_y = features.mean(dim=0), targets.mean()
    x, y = features - mean_x, targets - mean_y
    w = torch.linalg.solve(x.T @ x / n + strength * torch.eye(k, dtype=features.dtype), x.T @ y / n)
    return w, mean_y - mean_x @ w


# %% right="ridge_weights" why="singular values of the centred features: each direction shrunk"
def ridge_weights(features, targets, strength):
    n = features.shape[0]
    centre = features.mean(0, keepdim=True)
    level = targets.mean()
    u, s, vh = torch.linalg.svd((features - centre) / math.sqrt(n), full_matrices=False)
    along = u.T @ ((targets - level) / math.sqrt(n))
    weights = vh.T @ (s / (s.square() + strength) * along)
    return weights, level - (centre @ weights).sum()


# %% right="ridge_weights" why="least squares with k more rows, the root of n times the strength on the diagonal, by QR"
def ridge_weights(features, targets, strength):
    n, k = features.shape
    x0, y0 = features.sum(0) / n, targets.sum() / n
    rows = torch.vstack([features - x0, math.sqrt(n * strength) * torch.eye(k, dtype=torch.float64)])
    heights = torch.hstack([targets - y0, torch.zeros(k, dtype=torch.float64)])
    q, r = torch.linalg.qr(rows)
    w = torch.linalg.solve_triangular(r, (q.T @ heights)[:, None], upper=True).squeeze(1)
    return w, y0 - torch.dot(x0, w)


# %% right="ridge_weights" why="eigenvectors of C, as in Lemma 3, in NumPy"
def ridge_weights(features, targets, strength):
    x, y = np.array(features.tolist(), ndmin=2), np.array(targets.tolist())
    x_bar, y_bar = x.mean(axis=0), y.mean()
    moved = x - x_bar
    spreads, q = np.linalg.eigh(moved.T @ moved / len(y))
    w = q @ ((q.T @ (moved.T @ (y - y_bar))) / len(y) / (np.clip(spreads, 0, None) + strength))
    return torch.tensor(w, dtype=torch.float64), torch.tensor(y_bar - x_bar @ w, dtype=torch.float64)


# %% right="ridge_weights" why="with more features than examples the n equations of the dual form, else the k of the primal"
def ridge_weights(features, targets, strength):
    n, k = features.shape
    x = features - features.mean(dim=0)
    y = targets - targets.mean()
    if k > n:
        gram = x @ x.T
        gram.diagonal().add_(n * strength)
        w = x.T @ torch.linalg.solve(gram, y)
    else:
        square = x.T @ x
        square.diagonal().add_(n * strength)
        w = torch.linalg.solve(square, x.T @ y)
    return w, (targets - features @ w).mean()


# %% wrong="ridge_weights" why="statement: the price is lambda times the squared norm of w; features are divided by their deviation first, so each weight has a price of its own"
def ridge_weights(features, targets, strength):
    n, k = features.shape
    mean_x, mean_y = features.mean(dim=0), targets.mean()
    scale = features.std(dim=0, correction=0)
    scale = torch.where(scale > 0, scale, torch.ones_like(scale))
    x, y = (features - mean_x) / scale, targets - mean_y
    w = torch.linalg.solve(x.T @ x / n + strength * torch.eye(k, dtype=features.dtype), x.T @ y / n) / scale
    return w, mean_y - mean_x @ w


# %% wrong="ridge_weights" why="statement: 'there may be more features than examples'; in the dual form the n at the strength is forgotten"
def ridge_weights(features, targets, strength):
    n, k = features.shape
    mean_x, mean_y = features.mean(dim=0), targets.mean()
    x, y = features - mean_x, targets - mean_y
    if k > n:
        w = x.T @ torch.linalg.solve(x @ x.T + strength * torch.eye(n, dtype=x.dtype), y)
    else:
        w = torch.linalg.solve(x.T @ x / n + strength * torch.eye(k, dtype=x.dtype), x.T @ y / n)
    return w, mean_y - mean_x @ w


# %% wrong="ridge_weights" why="Lemma 3: C plus lambda times I; the strength is added to every entry of C (no eye), and pinv hides it where C is zero"
def ridge_weights(features, targets, strength):
    n = len(features)
    mean_x, mean_y = features.mean(dim=0), targets.mean()
    x, y = features - mean_x, targets - mean_y
    w = torch.linalg.pinv(x.T @ x / n + strength) @ (x.T @ y / n)
    return w, mean_y - mean_x @ w


# %% wrong="ridge_weights" why="Lemma 3: C has the products of different features too; each feature is fitted by itself"
def ridge_weights(features, targets, strength):
    mean_x, mean_y = features.mean(dim=0), targets.mean()
    x, y = features - mean_x, targets - mean_y
    w = (x * y[:, None]).mean(dim=0) / (x.square().mean(dim=0) + strength)
    return w, mean_y - mean_x @ w


# %% wrong="ridge_weights" why="statement: 'The features may lie far from zero'; a column of ones without a price, no means taken away: at 1e7 the digits are lost"
def ridge_weights(features, targets, strength):
    n, k = features.shape
    x = torch.cat([features, torch.ones(n, 1, dtype=torch.float64)], dim=1)
    prices = torch.full((k + 1,), float(strength), dtype=torch.float64)
    prices[-1] = 0.0
    solution = torch.linalg.solve(x.T @ x / n + torch.diag(prices), x.T @ targets / n)
    return solution[:k].clone(), solution[k].clone()


# %% wrong="ridge_weights" why="statement: 'features and targets stay as they are'; the means are taken away in place and added again at the end, which rounds"
def ridge_weights(features, targets, strength):
    n, k = features.shape
    mean_x, mean_y = features.mean(dim=0), targets.mean()
    features -= mean_x
    targets -= mean_y
    c = features.T @ features / n
    w = torch.linalg.solve(c + strength * torch.eye(k, dtype=c.dtype), features.T @ targets / n)
    features += mean_x
    targets += mean_y
    return w, mean_y - mean_x @ w


# %% wrong="ridge_weights" why="statement: 'Weights and bias are new tensors'; with one example the bias is a view of the targets"
def ridge_weights(features, targets, strength):
    n, k = features.shape
    if n == 1:
        return torch.zeros(k, dtype=torch.float64), targets[0]
    mean_x, mean_y = features.mean(dim=0), targets.mean()
    x, y = features - mean_x, targets - mean_y
    w = torch.linalg.solve(x.T @ x / n + strength * torch.eye(k, dtype=x.dtype), x.T @ y / n)
    return w, mean_y - mean_x @ w


# %% wrong="ridge_weights" why="statement: 'the exact answer'; float32 inside, and only the label of the results is float64"
def ridge_weights(features, targets, strength):
    x, y = features.float(), targets.float()
    mean_x, mean_y = x.mean(dim=0), y.mean()
    c = (x - mean_x).T @ (x - mean_x) / len(x)
    w = torch.linalg.solve(c + strength * torch.eye(c.shape[0]), (x - mean_x).T @ (y - mean_y) / len(x))
    return w.double(), (mean_y - mean_x @ w).double()


# %% wrong="ridge_weights" why="statement: 'nothing needs to be trained', 'some features may be spread far less than others'; 5,000 steps of gradient descent, which do not arrive along narrow directions"
def ridge_weights(features, targets, strength):
    n, k = features.shape
    mean_x, mean_y = features.mean(dim=0), targets.mean()
    x, y = features - mean_x, targets - mean_y
    c, b = x.T @ x / n, x.T @ y / n
    w = torch.zeros(k, dtype=torch.float64)
    rate = 1 / (torch.linalg.matrix_norm(c, 2) + strength)
    for _ in range(5000):
        w = w - rate * (c @ w + strength * w - b)
    return w, mean_y - mean_x @ w


# %% wrong="ridge_weights" why="docstring: 'strength: above 0'; a strength below 1e-6 is raised to it, to be on the safe side"
def ridge_weights(features, targets, strength):
    n, k = features.shape
    mean_x, mean_y = features.mean(dim=0), targets.mean()
    x, y = features - mean_x, targets - mean_y
    w = torch.linalg.solve(x.T @ x / n + max(strength, 1e-6) * torch.eye(k, dtype=x.dtype), x.T @ y / n)
    return w, mean_y - mean_x @ w


# %% wrong="ridge_weights" why="statement: 'some features may be spread far less than others' (Lemma 3: shrunk by c / (c + lambda)); features spread less than a thousandth of the widest one get the weight 0"
def ridge_weights(features, targets, strength):
    n, k = features.shape
    mean_x, mean_y = features.mean(dim=0), targets.mean()
    x, y = features - mean_x, targets - mean_y
    spread = x.square().mean(dim=0).sqrt()
    kept = spread > 1e-3 * spread.max()
    w = torch.zeros(k, dtype=torch.float64)
    if kept.any():
        z = x[:, kept]
        w[kept] = torch.linalg.solve(z.T @ z / n + strength * torch.eye(z.shape[1], dtype=z.dtype), z.T @ y / n)
    return w, mean_y - mean_x @ w


# %% wrong="ridge_weights" why="statement: 'The features may lie far from zero'; C by the formula 'mean of products minus product of means', whose digits are lost where features lie far from zero"
def ridge_weights(features, targets, strength):
    n, k = features.shape
    mean_x, mean_y = features.mean(dim=0), targets.mean()
    c = features.T @ features / n - torch.outer(mean_x, mean_x)
    b = features.T @ targets / n - mean_x * mean_y
    w = torch.linalg.solve(c + strength * torch.eye(k, dtype=c.dtype), b)
    return w, mean_y - mean_x @ w


# %% right="complexity_scores" why="a helper that scores one network on one data set"
def complexity_scores(families, train, test):
    def r2(network, data):
        states, returns = data
        with torch.no_grad():
            errors = network(states)[:, 0] - returns
        return (1 - errors.square().sum() / (returns - returns.mean()).square().sum()).item()

    rows = []
    for family in families:
        size = sum(one.numel() for one in family[0].parameters())
        scores = [sum(r2(network, data) for network in family) / len(family) for data in (train, test)]
        rows.append((size, *scores))
    return rows


# %% right="complexity_scores" why="NumPy in float64 for the sums, all predictions of a family in one table"
def complexity_scores(families, train, test):
    found = []
    for family in families:
        row = [int(sum(np.prod(tuple(p.shape), dtype=int) for p in family[-1].parameters()))]
        for states, returns in (train, test):
            g = np.asarray(returns.tolist())
            with torch.inference_mode():
                table = np.stack([np.asarray(net(states).ravel().tolist()) for net in family])
            left = ((table - g) ** 2).sum(axis=1)
            row.append(float(np.mean(1.0 - left / ((g - g.mean()) ** 2).sum())))
        found.append(tuple(row))
    return found


# %% right="complexity_scores" why="mse_loss over the population variance; the mean of the losses of a family first, then one R2 of it (the same, since the denominator is one)"
import statistics

from torch.nn.functional import mse_loss


def complexity_scores(families, train, test):
    def mean_score(family, states, returns):
        losses = [mse_loss(net(states).detach().squeeze(1), returns).item() for net in family]
        return 1 - statistics.fmean(losses) / torch.var(returns, correction=0).item()

    return [
        (len(torch.nn.utils.parameters_to_vector(family[0].parameters())), mean_score(family, *train), mean_score(family, *test))
        for family in families
    ]


# %% right="complexity_scores" why="copies of the networks in float64; sums in plain Python with fsum"
import copy


def complexity_scores(families, train, test):
    answer = []
    for family in families:
        exact = [copy.deepcopy(net).double() for net in family]
        means = []
        for states, returns in (train, test):
            goals = returns.double().tolist()
            centre = math.fsum(goals) / len(goals)
            total = math.fsum((g - centre) ** 2 for g in goals)
            scores = []
            for net in exact:
                guesses = net(states.double()).reshape(-1).tolist()
                scores.append(1 - math.fsum((v - g) ** 2 for v, g in zip(guesses, goals)) / total)
            means.append(math.fsum(scores) / len(scores))
        answer.append((sum(p.nelement() for _, p in exact[0].named_parameters()), means[0], means[1]))
    return answer


# %% right="complexity_scores" why="a NamedTuple-free class that remembers its data; weights and biases counted layer by layer"
class Judge:
    def __init__(self, data):
        self.states, self.returns = data
        self.total = torch.sum((self.returns - torch.mean(self.returns)) ** 2)

    @torch.no_grad()
    def __call__(self, net):
        return 1.0 - float(torch.sum((net(self.states) - self.returns[:, None]) ** 2) / self.total)


def complexity_scores(families, train, test):
    judges = [Judge(train), Judge(test)]
    out = list()
    for family in families:
        first, *_ = family
        count = 0
        for layer in first.modules():
            for own in layer.parameters(recurse=False):
                count += own.numel()
        a, b = (np.mean([judge(net) for net in family]).item() for judge in judges)
        out.append((count, a, b))
    return out


# %% wrong="complexity_scores" why="statement: 'all entries of all weights and biases'; counts the state_dict, in which buffers (the factors of networks.Scale) stand too"
def complexity_scores(families, train, test):
    def r2(network, data):
        states, returns = data
        with torch.no_grad():
            errors = network(states)[:, 0] - returns
        return (1 - errors.square().sum() / (returns - returns.mean()).square().sum()).item()

    return [
        (sum(one.numel() for one in family[0].state_dict().values()), *(sum(r2(n, d) for n in family) / len(family) for d in (train, test)))
        for family in families
    ]


# %% wrong="complexity_scores" why="statement: 'their dtypes and modes included'; eval() for the score, and the mode of the whole put back: layers inside with a mode of their own lose it"
def complexity_scores(families, train, test):
    def r2(network, data):
        states, returns = data
        was = network.training
        network.eval()
        with torch.no_grad():
            errors = network(states)[:, 0] - returns
        network.train(was)
        return (1 - errors.square().sum() / (returns - returns.mean()).square().sum()).item()

    return [
        (sum(p.numel() for p in family[0].parameters()), *(sum(r2(n, d) for n in family) / len(family) for d in (train, test)))
        for family in families
    ]


# %% wrong="complexity_scores" why="statement: 'Networks and data stay as they are, their dtypes ... included'; networks are turned into float64 for precision, and stay so"
def complexity_scores(families, train, test):
    def r2(network, data):
        states, returns = (one.double() for one in data)
        with torch.no_grad():
            errors = network.double()(states)[:, 0] - returns
        return (1 - errors.square().sum() / (returns - returns.mean()).square().sum()).item()

    return [
        (sum(p.numel() for p in family[0].parameters()), *(sum(r2(n, d) for n in family) / len(family) for d in (train, test)))
        for family in families
    ]


# %% wrong="complexity_scores" why="statement: 'Networks and data stay as they are'; frozen for the score, and then all parameters get the flag of the first one again: a network that is frozen in part changes"
def complexity_scores(families, train, test):
    def r2(network, data):
        states, returns = data
        was = next(network.parameters()).requires_grad
        network.requires_grad_(False)
        errors = network(states)[:, 0] - returns
        network.requires_grad_(was)
        return (1 - errors.square().sum() / (returns - returns.mean()).square().sum()).item()

    return [
        (sum(p.numel() for p in family[0].parameters()), *(sum(r2(n, d) for n in family) / len(family) for d in (train, test)))
        for family in families
    ]


# %% wrong="complexity_scores" why="statement: 'in the given order'; the rows are sorted by the number of parameters"
def complexity_scores(families, train, test):
    def r2(network, data):
        states, returns = data
        with torch.no_grad():
            errors = network(states)[:, 0] - returns
        return (1 - errors.square().sum() / (returns - returns.mean()).square().sum()).item()

    rows = [
        (sum(p.numel() for p in family[0].parameters()), *(sum(r2(n, d) for n in family) / len(family) for d in (train, test)))
        for family in families
    ]
    return sorted(rows, key=lambda row: row[0])


# %% wrong="complexity_scores" why="statement: 'the mean over the family'; the median, which is the same for one and two networks"
import statistics


def complexity_scores(families, train, test):
    def r2(network, data):
        states, returns = data
        with torch.no_grad():
            errors = network(states)[:, 0] - returns
        return (1 - errors.square().sum() / (returns - returns.mean()).square().sum()).item()

    return [
        (sum(p.numel() for p in family[0].parameters()), *(float(statistics.median([r2(n, d) for n in family])) for d in (train, test)))
        for family in families
    ]


# %% wrong="complexity_scores" why="statement: the sum of (G - mean)^2; worked out as sum of squares minus n times the squared mean, in the dtype of the data: no digits left where returns lie far from zero"
def complexity_scores(families, train, test):
    def r2(network, data):
        states, returns = data
        with torch.no_grad():
            errors = network(states)[:, 0] - returns
        total = returns.square().sum() - len(returns) * returns.mean() ** 2
        return (1 - errors.square().sum() / total).item()

    return [
        (sum(p.numel() for p in family[0].parameters()), *(sum(r2(n, d) for n in family) / len(family) for d in (train, test)))
        for family in families
    ]


# %% wrong="complexity_scores" why="statement: the sum over all examples; in batches of 100, and the mean of the batches' mean squared errors, the last of which may be shorter"
def complexity_scores(families, train, test):
    def r2(network, data):
        states, returns = data
        with torch.no_grad():
            parts = [(network(s)[:, 0] - g).square().mean() for s, g in zip(states.split(100), returns.split(100))]
        return (1 - torch.stack(parts).mean() / returns.var(correction=0)).item()

    return [
        (sum(p.numel() for p in family[0].parameters()), *(sum(r2(n, d) for n in family) / len(family) for d in (train, test)))
        for family in families
    ]


# %% wrong="complexity_scores" why="statement: R2 as the formula says; rounded to four decimals for the table"
def complexity_scores(families, train, test):
    def r2(network, data):
        states, returns = data
        with torch.no_grad():
            errors = network(states)[:, 0] - returns
        return (1 - errors.square().sum() / (returns - returns.mean()).square().sum()).item()

    return [
        (sum(p.numel() for p in family[0].parameters()), *(round(sum(r2(n, d) for n in family) / len(family), 4) for d in (train, test)))
        for family in families
    ]


# %% wrong="complexity_scores" why="statement: R2 as the formula says, which has no lower end; scores below -10 are taken for failed runs and set to -10"
def complexity_scores(families, train, test):
    def r2(network, data):
        states, returns = data
        with torch.no_grad():
            errors = network(states)[:, 0] - returns
        return max(-10.0, (1 - errors.square().sum() / (returns - returns.mean()).square().sum()).item())

    return [
        (sum(p.numel() for p in family[0].parameters()), *(sum(r2(n, d) for n in family) / len(family) for d in (train, test)))
        for family in families
    ]


# %% wrong="complexity_scores" why="statement: the mean over the family of R2; the denominator is at least 1e-6, so that returns which differ little get another score"
def complexity_scores(families, train, test):
    def r2(network, data):
        states, returns = data
        with torch.no_grad():
            errors = network(states)[:, 0] - returns
        return (1 - errors.square().sum() / (returns - returns.mean()).square().sum().clamp(min=1e-6)).item()

    return [
        (sum(p.numel() for p in family[0].parameters()), *(sum(r2(n, d) for n in family) / len(family) for d in (train, test)))
        for family in families
    ]


# %% wrong="complexity_scores" why="statement: scores of these networks; sizes and scores are kept by architecture and number of networks, so another family of the same form gets the row of the first"
ROWS = {}


def complexity_scores(families, train, test):
    def r2(network, data):
        states, returns = data
        with torch.no_grad():
            errors = network(states)[:, 0] - returns
        return (1 - errors.square().sum() / (returns - returns.mean()).square().sum()).item()

    rows = []
    for family in families:
        key = (repr(family[0]), len(family), len(train[0]), len(test[0]))
        if key not in ROWS:
            ROWS[key] = (sum(p.numel() for p in family[0].parameters()), *(sum(r2(n, d) for n in family) / len(family) for d in (train, test)))
        rows.append(ROWS[key])
    return rows


# %% right="simplest_good" why="the hint: columns in the order of their sizes, the first that is good enough"
def simplest_good(n_parameters, scores):
    means = scores.mean(dim=0)
    order = sorted(range(len(n_parameters)), key=lambda k: n_parameters[k])
    best = order[0]
    for k in order:
        if means[k] > means[best]:
            best = k
    bound = means[best] - scores.std(dim=0)[best] / len(scores) ** 0.5
    for k in order:
        if means[k] >= bound:
            return k


# %% right="simplest_good" why="plain Python: statistics.mean and stdev of columns, min with a key"
import statistics


def simplest_good(n_parameters, scores):
    columns = list(zip(*scores.tolist()))
    means = [statistics.mean(c) for c in columns]
    highest = max(means)
    best = min((size, k) for k, size in enumerate(n_parameters) if means[k] == highest)[1]
    error = statistics.stdev(columns[best]) / math.sqrt(len(columns[best]))
    enough = [k for k in range(len(columns)) if means[k] >= highest - error]
    return min(enough, key=lambda k: n_parameters[k])


# %% right="simplest_good" why="NumPy, columns sorted first; population deviation over the root of n - 1 (the same number)"
def simplest_good(n_parameters, scores):
    order = np.argsort(np.array([int(size) for size in n_parameters]))
    table = scores.numpy().astype(float)[:, order]
    mean = table.mean(axis=0)
    top = int(np.argmax(mean))
    error = np.std(table[:, top], ddof=0) / np.sqrt(len(table) - 1)
    return int(order[int(np.flatnonzero(mean >= mean[top] - error)[0])])


# %% right="simplest_good" why="lexicographic max for the best, torch masks, sizes as int64 with the largest int for those that are not good enough"
def simplest_good(n_parameters, scores):
    n_runs, n_models = scores.shape
    means = scores.sum(0) / n_runs
    best = max(range(n_models), key=lambda k: (means[k].item(), -n_parameters[k]))
    deviation = ((scores[:, best] - means[best]).square().sum() / (n_runs - 1)).sqrt()
    sizes = torch.tensor([int(size) for size in n_parameters], dtype=torch.int64)
    sizes[means < means[best] - deviation / n_runs**0.5] = torch.iinfo(torch.int64).max
    return sizes.argmin().item()


# %% right="simplest_good" why="dictionary from size to column, heap of sizes"
import heapq


def simplest_good(n_parameters, scores):
    column_of = {size: k for k, size in enumerate(n_parameters)}
    mean_of = {size: scores[:, k].mean() for size, k in column_of.items()}
    champion = min(column_of, key=lambda size: (-float(mean_of[size]), size))
    own = scores[:, column_of[champion]]
    least = mean_of[champion] - torch.std(own, correction=1) / math.sqrt(own.numel())
    heap = list(column_of)
    heapq.heapify(heap)
    while True:
        size = heapq.heappop(heap)
        if not mean_of[size] < least:
            return column_of[size]


# %% wrong="simplest_good" why="statement: 'if several share it, the one with the fewest parameters'; argmax takes the first column, whose standard error may be another"
def simplest_good(n_parameters, scores):
    means = scores.mean(dim=0)
    best = int(means.argmax())
    bound = means[best] - scores[:, best].std() / len(scores) ** 0.5
    return next(k for k in sorted(range(len(n_parameters)), key=lambda k: n_parameters[k]) if means[k] >= bound)


# %% wrong="simplest_good" why="statement: 'if several share it, the one with the fewest parameters'; the one with the most"
def simplest_good(n_parameters, scores):
    means = scores.mean(dim=0)
    best = max(range(len(n_parameters)), key=lambda k: (means[k].item(), n_parameters[k]))
    bound = means[best] - scores[:, best].std() / len(scores) ** 0.5
    return next(k for k in sorted(range(len(n_parameters)), key=lambda k: n_parameters[k]) if means[k] >= bound)


# %% wrong="simplest_good" why="statement: 'divided by the root of n'; the deviation with n - 1 is divided by the root of n - 1"
def simplest_good(n_parameters, scores):
    order = sorted(range(len(n_parameters)), key=lambda k: n_parameters[k])
    means = scores.mean(dim=0)
    best = max(order, key=lambda k: means[k].item())
    bound = means[best] - scores[:, best].std() / (len(scores) - 1) ** 0.5
    return next(k for k in order if means[k] >= bound)


# %% wrong="simplest_good" why="statement: 'the fewest parameters whose mean is at least ...'; goes down from the best model and stops at the first that is not good enough, although a still smaller one may be"
def simplest_good(n_parameters, scores):
    order = sorted(range(len(n_parameters)), key=lambda k: n_parameters[k])
    means = scores.mean(dim=0)
    best = max(order, key=lambda k: means[k].item())
    bound = means[best] - scores[:, best].std() / len(scores) ** 0.5
    place = order.index(best)
    while place > 0 and means[order[place - 1]] >= bound:
        place -= 1
    return order[place]


# %% wrong="simplest_good" why="statement: 'whose mean is at least the best mean minus that standard error'; means are compared after rounding to two decimals"
def simplest_good(n_parameters, scores):
    order = sorted(range(len(n_parameters)), key=lambda k: n_parameters[k])
    means = scores.mean(dim=0)
    best = max(order, key=lambda k: means[k].item())
    bound = means[best] - scores[:, best].std() / len(scores) ** 0.5
    return next(k for k in order if round(means[k].item(), 2) >= round(bound.item(), 2))


# %% wrong="simplest_good" why="statement: 'take the mean over the runs'; the median of the runs (the middle of two in the middle)"
def simplest_good(n_parameters, scores):
    order = sorted(range(len(n_parameters)), key=lambda k: n_parameters[k])
    middles = np.median(scores.numpy(), axis=0)
    best = max(order, key=lambda k: middles[k])
    bound = middles[best] - scores[:, best].std().item() / len(scores) ** 0.5
    return next(k for k in order if middles[k] >= bound)


# %% wrong="simplest_good" why="statement: 'no two have the same number of parameters'; numbers of parameters in float32, in which 16777216 and 16777217 are the same"
def simplest_good(n_parameters, scores):
    sizes = torch.tensor(list(n_parameters), dtype=torch.float32)
    means = scores.mean(dim=0)
    best = min(range(len(sizes)), key=lambda k: (-means[k].item(), n_parameters[k]))
    bound = means[best] - scores[:, best].std() / len(scores) ** 0.5
    return int(torch.where(means >= bound, sizes, torch.inf).argmin())


# %% wrong="simplest_good" why="statement: 'Its standard error' is that of the best model, also where it is 0; where the best model's runs are all equal, the largest error of any model is taken in its place"
def simplest_good(n_parameters, scores):
    order = sorted(range(len(n_parameters)), key=lambda k: n_parameters[k])
    means, errors = scores.mean(dim=0), scores.std(dim=0) / len(scores) ** 0.5
    best = max(order, key=lambda k: means[k].item())
    error = errors[best] if errors[best] > 0 else errors.max()
    return next(k for k in order if means[k] >= means[best] - error)


# %% wrong="simplest_good" why="statement: 'at least the best mean minus that standard error'; where the best mean is above 0 no model below 0 is taken, since that is worse than a constant"
def simplest_good(n_parameters, scores):
    order = sorted(range(len(n_parameters)), key=lambda k: n_parameters[k])
    means = scores.mean(dim=0)
    best = max(order, key=lambda k: means[k].item())
    bound = means[best] - scores[:, best].std() / len(scores) ** 0.5
    if means[best] > 0:
        bound = bound.clamp(min=0.0)
    return next(k for k in order if means[k] >= bound)


# %% wrong="simplest_good" why="statement: 'with n - 1 in the denominator, divided by the root of n' of all runs; only the last ten runs are counted in n"
def simplest_good(n_parameters, scores):
    scores = scores[-10:]
    order = sorted(range(len(n_parameters)), key=lambda k: n_parameters[k])
    means = scores.mean(dim=0)
    best = max(order, key=lambda k: means[k].item())
    bound = means[best] - scores[:, best].std() / len(scores) ** 0.5
    return next(k for k in order if means[k] >= bound)


# %% wrong="loss_by_size_figure" why="statement: 'A horizontal line at the variance of the noise, noise**2'; rounded to two decimals, as the legend says it"
def loss_by_size_figure(sizes, train_losses, test_losses, noise):
    figure, axes = plt.subplots()
    for name, runs in (("training loss", train_losses), ("test loss", test_losses)):
        plots.curve_with_interval(axes, sizes, runs.numpy(), label=name)
    variance = round(noise**2, 2)
    axes.axhline(variance, color="black", lw=1, label=f"noise variance {variance}")
    axes.set(xscale="log", xlabel="examples", ylabel="loss")
    axes.legend()
    return figure


# %% wrong="loss_by_step_figure" why="statement: 'Nothing cut off'; the axis of steps goes from 0 to 600, as many as the networks of the part are trained for"
def loss_by_step_figure(noises, steps, train_losses, test_losses):
    n = len(noises)
    figure, table = plt.subplots(1, n, sharey=True, squeeze=False, figsize=(3.2 * n + 1, 3.4))
    for axes, noise, train, test in zip(table[0], noises, train_losses, test_losses, strict=True):
        axes.plot(steps, train, label="training loss")
        axes.plot(steps, test, label="test loss")
        values = test.tolist()
        best = values.index(min(values))
        axes.plot([steps[best]], [values[best]], "o", color="black")
        axes.set(title=f"noise {noise:g}", xlabel="step", ylabel="loss", yscale="log", xlim=(-10, 610))
    table[0][0].legend()
    return figure


# %% wrong="loss_by_step_figure" why="statement: lines 'without markers, and one marker'; where there are only two steps, all points get a small one"
def loss_by_step_figure(noises, steps, train_losses, test_losses):
    n = len(noises)
    figure, table = plt.subplots(1, n, sharey=True, squeeze=False, figsize=(3.2 * n + 1, 3.4))
    dots = {"marker": "."} if len(steps) < 3 else {}
    for axes, noise, train, test in zip(table[0], noises, train_losses, test_losses, strict=True):
        axes.plot(steps, train, label="training loss", **dots)
        axes.plot(steps, test, label="test loss", **dots)
        values = test.tolist()
        best = values.index(min(values))
        axes.plot([steps[best]], [values[best]], "o", color="black")
        axes.set(title=f"noise {noise:g}", xlabel="step", ylabel="loss", yscale="log")
    table[0][0].legend()
    return figure
