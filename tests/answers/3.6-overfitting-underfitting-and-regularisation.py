# The bank of 3.6: right answers get every point, wrong ones lose the hidden test.

# %% right="loss_by_size_figure" why="line and band apart, with markers"
def loss_by_size_figure(sizes, train_losses, test_losses, noise):
    fig, ax = plt.subplots()
    for runs, name, colour in ((train_losses, "train", "C0"), (test_losses, "test", "C1")):
        lower, upper = plots.mean_interval(runs)
        ax.plot(sizes, runs.mean(dim=0), "o-", color=colour, label=name)
        ax.fill_between(sizes, lower, upper, color=colour, alpha=0.2)
    ax.axhline(noise**2, color="black", linestyle=":", label="noise")
    ax.set_xscale("log")
    ax.set_xlabel("number of examples")
    ax.set_ylabel("loss")
    ax.legend()
    return fig


# %% right="loss_by_size_figure" why="a figure without pyplot, semilogx, hlines, the interval from scipy's quantile"
def loss_by_size_figure(sizes, train_losses, test_losses, noise):
    from scipy.stats import t

    fig = Figure(figsize=(7, 4))
    ax = fig.add_subplot()
    n = len(train_losses)
    for losses, name in ((test_losses, "fresh returns"), (train_losses, "Training MSE")):
        y = np.asarray(losses, dtype=float)
        half = t.ppf(0.975, n - 1) * y.std(axis=0, ddof=1) / np.sqrt(n)
        (line,) = ax.semilogx(list(sizes), y.mean(0), label=name)
        ax.fill_between(list(sizes), y.mean(0) - half, y.mean(0) + half, facecolor=line.get_color(), alpha=0.3)
    ax.hlines(noise**2, sizes[0], sizes[-1], colors="0.3", label=r"$\sigma^2$")
    ax.set(xlabel="training set size n", ylabel="MSE")
    fig.legend()
    return fig


# %% right="loss_by_size_figure" why="bands with names of their own"
def loss_by_size_figure(sizes, train_losses, test_losses, noise):
    fig, ax = plt.subplots()
    for runs, name, colour in ((train_losses, "train", "C0"), (test_losses, "test", "C1")):
        lower, upper = plots.mean_interval(runs)
        ax.plot(sizes, runs.mean(dim=0), "o-", color=colour, label=name)
        ax.fill_between(sizes, lower, upper, color=colour, alpha=0.25, label=name + ', 95 % interval')
    ax.axhline(noise**2, color="black", linestyle=":", label="noise")
    ax.set_xscale("log")
    ax.set_xlabel("number of examples")
    ax.set_ylabel("loss")
    ax.legend()
    return fig


# %% wrong="loss_by_size_figure" why="the normal quantile for Student's"
def loss_by_size_figure(sizes, train_losses, test_losses, noise):
    fig, ax = plt.subplots()
    for runs, name, colour in ((train_losses, "train", "C0"), (test_losses, "test", "C1")):
        half = 1.96 * runs.std(dim=0) / len(runs) ** 0.5
        lower, upper = runs.mean(dim=0) - half, runs.mean(dim=0) + half
        ax.plot(sizes, runs.mean(dim=0), "o-", color=colour, label=name)
        ax.fill_between(sizes, lower, upper, color=colour, alpha=0.2)
    ax.axhline(noise**2, color="black", linestyle=":", label="noise")
    ax.set_xscale("log")
    ax.set_xlabel("number of examples")
    ax.set_ylabel("loss")
    ax.legend()
    return fig


# %% wrong="loss_by_size_figure" why="one standard deviation"
def loss_by_size_figure(sizes, train_losses, test_losses, noise):
    fig, ax = plt.subplots()
    for runs, name, colour in ((train_losses, "train", "C0"), (test_losses, "test", "C1")):
        half = runs.std(dim=0)
        lower, upper = runs.mean(dim=0) - half, runs.mean(dim=0) + half
        ax.plot(sizes, runs.mean(dim=0), "o-", color=colour, label=name)
        ax.fill_between(sizes, lower, upper, color=colour, alpha=0.2)
    ax.axhline(noise**2, color="black", linestyle=":", label="noise")
    ax.set_xscale("log")
    ax.set_xlabel("number of examples")
    ax.set_ylabel("loss")
    ax.legend()
    return fig


# %% wrong="loss_by_size_figure" why="from the smallest to the largest run"
def loss_by_size_figure(sizes, train_losses, test_losses, noise):
    fig, ax = plt.subplots()
    for runs, name, colour in ((train_losses, "train", "C0"), (test_losses, "test", "C1")):
        lower, upper = runs.amin(dim=0), runs.amax(dim=0)
        ax.plot(sizes, runs.mean(dim=0), "o-", color=colour, label=name)
        ax.fill_between(sizes, lower, upper, color=colour, alpha=0.2)
    ax.axhline(noise**2, color="black", linestyle=":", label="noise")
    ax.set_xscale("log")
    ax.set_xlabel("number of examples")
    ax.set_ylabel("loss")
    ax.legend()
    return fig


# %% wrong="loss_by_size_figure" why="the median"
def loss_by_size_figure(sizes, train_losses, test_losses, noise):
    fig, ax = plt.subplots()
    for runs, name, colour in ((train_losses, "train", "C0"), (test_losses, "test", "C1")):
        lower, upper = plots.mean_interval(runs)
        ax.plot(sizes, runs.median(dim=0).values, "o-", color=colour, label=name)
        ax.fill_between(sizes, lower, upper, color=colour, alpha=0.2)
    ax.axhline(noise**2, color="black", linestyle=":", label="noise")
    ax.set_xscale("log")
    ax.set_xlabel("number of examples")
    ax.set_ylabel("loss")
    ax.legend()
    return fig


# %% wrong="loss_by_size_figure" why="names exchanged"
def loss_by_size_figure(sizes, train_losses, test_losses, noise):
    fig, ax = plt.subplots()
    for runs, name, colour in ((train_losses, "test", "C0"), (test_losses, "training", "C1")):
        lower, upper = plots.mean_interval(runs)
        ax.plot(sizes, runs.mean(dim=0), "o-", color=colour, label=name)
        ax.fill_between(sizes, lower, upper, color=colour, alpha=0.2)
    ax.axhline(noise**2, color="black", linestyle=":", label="noise")
    ax.set_xscale("log")
    ax.set_xlabel("number of examples")
    ax.set_ylabel("loss")
    ax.legend()
    return fig


# %% wrong="loss_by_size_figure" why="level at the standard deviation"
def loss_by_size_figure(sizes, train_losses, test_losses, noise):
    fig, ax = plt.subplots()
    for runs, name, colour in ((train_losses, "train", "C0"), (test_losses, "test", "C1")):
        lower, upper = plots.mean_interval(runs)
        ax.plot(sizes, runs.mean(dim=0), "o-", color=colour, label=name)
        ax.fill_between(sizes, lower, upper, color=colour, alpha=0.2)
    ax.axhline(noise, color="black", linestyle=":", label="noise")
    ax.set_xscale("log")
    ax.set_xlabel("number of examples")
    ax.set_ylabel("loss")
    ax.legend()
    return fig


# %% wrong="loss_by_size_figure" why="no logarithmic scale"
def loss_by_size_figure(sizes, train_losses, test_losses, noise):
    fig, ax = plt.subplots()
    for runs, name, colour in ((train_losses, "train", "C0"), (test_losses, "test", "C1")):
        lower, upper = plots.mean_interval(runs)
        ax.plot(sizes, runs.mean(dim=0), "o-", color=colour, label=name)
        ax.fill_between(sizes, lower, upper, color=colour, alpha=0.2)
    ax.axhline(noise**2, color="black", linestyle=":", label="noise")
    ax.set_xlabel("number of examples")
    ax.set_ylabel("loss")
    ax.legend()
    return fig


# %% wrong="loss_by_size_figure" why="both scales logarithmic"
def loss_by_size_figure(sizes, train_losses, test_losses, noise):
    fig, ax = plt.subplots()
    for runs, name, colour in ((train_losses, "train", "C0"), (test_losses, "test", "C1")):
        lower, upper = plots.mean_interval(runs)
        ax.plot(sizes, runs.mean(dim=0), "o-", color=colour, label=name)
        ax.fill_between(sizes, lower, upper, color=colour, alpha=0.2)
    ax.axhline(noise**2, color="black", linestyle=":", label="noise")
    ax.set_xscale("log")
    ax.set_yscale("symlog")
    ax.set_xlabel("number of examples")
    ax.set_ylabel("loss")
    ax.legend()
    return fig


# %% wrong="loss_by_size_figure" why="no legend"
def loss_by_size_figure(sizes, train_losses, test_losses, noise):
    fig, ax = plt.subplots()
    for runs, name, colour in ((train_losses, "train", "C0"), (test_losses, "test", "C1")):
        lower, upper = plots.mean_interval(runs)
        ax.plot(sizes, runs.mean(dim=0), "o-", color=colour, label=name)
        ax.fill_between(sizes, lower, upper, color=colour, alpha=0.2)
    ax.axhline(noise**2, color="black", linestyle=":", label="noise")
    ax.set_xscale("log")
    ax.set_xlabel("number of examples")
    ax.set_ylabel("loss")
    return fig


# %% wrong="loss_by_size_figure" why="labels exchanged"
def loss_by_size_figure(sizes, train_losses, test_losses, noise):
    fig, ax = plt.subplots()
    for runs, name, colour in ((train_losses, "train", "C0"), (test_losses, "test", "C1")):
        lower, upper = plots.mean_interval(runs)
        ax.plot(sizes, runs.mean(dim=0), "o-", color=colour, label=name)
        ax.fill_between(sizes, lower, upper, color=colour, alpha=0.2)
    ax.axhline(noise**2, color="black", linestyle=":", label="noise")
    ax.set_xscale("log")
    ax.set_ylabel("number of examples")
    ax.set_xlabel("loss")
    ax.legend()
    return fig


# %% wrong="loss_by_size_figure" why="cut off below zero"
def loss_by_size_figure(sizes, train_losses, test_losses, noise):
    fig, ax = plt.subplots()
    for runs, name, colour in ((train_losses, "train", "C0"), (test_losses, "test", "C1")):
        lower, upper = plots.mean_interval(runs)
        ax.plot(sizes, runs.mean(dim=0), "o-", color=colour, label=name)
        ax.fill_between(sizes, lower, upper, color=colour, alpha=0.2)
    ax.axhline(noise**2, color="black", linestyle=":", label="noise")
    ax.set_xscale("log")
    ax.set_xlabel("number of examples")
    ax.set_ylabel("loss")
    ax.legend()
    ax.set_ylim(bottom=0)
    return fig


# %% wrong="loss_by_size_figure" why="no bands"
def loss_by_size_figure(sizes, train_losses, test_losses, noise):
    fig, ax = plt.subplots()
    for runs, name, colour in ((train_losses, "train", "C0"), (test_losses, "test", "C1")):
        lower, upper = plots.mean_interval(runs)
        ax.plot(sizes, runs.mean(dim=0), "o-", color=colour, label=name)
    ax.axhline(noise**2, color="black", linestyle=":", label="noise")
    ax.set_xscale("log")
    ax.set_xlabel("number of examples")
    ax.set_ylabel("loss")
    ax.legend()
    return fig


# %% wrong="loss_by_size_figure" why="the last size left out"
def loss_by_size_figure(sizes, train_losses, test_losses, noise):
    fig, ax = plt.subplots()
    for runs, name, colour in ((train_losses, "train", "C0"), (test_losses, "test", "C1")):
        lower, upper = plots.mean_interval(runs)
        ax.plot(sizes[:-1], runs.mean(dim=0)[:-1], "o-", color=colour, label=name)
        ax.fill_between(sizes, lower, upper, color=colour, alpha=0.2)
    ax.axhline(noise**2, color="black", linestyle=":", label="noise")
    ax.set_xscale("log")
    ax.set_xlabel("number of examples")
    ax.set_ylabel("loss")
    ax.legend()
    return fig


# %% wrong="loss_by_size_figure" why="drawn into the figure that is there"
def loss_by_size_figure(sizes, train_losses, test_losses, noise):
    fig, ax = plt.gcf(), plt.gca()
    for runs, name, colour in ((train_losses, "train", "C0"), (test_losses, "test", "C1")):
        lower, upper = plots.mean_interval(runs)
        ax.plot(sizes, runs.mean(dim=0), "o-", color=colour, label=name)
        ax.fill_between(sizes, lower, upper, color=colour, alpha=0.2)
    ax.axhline(noise**2, color="black", linestyle=":", label="noise")
    ax.set_xscale("log")
    ax.set_xlabel("number of examples")
    ax.set_ylabel("loss")
    ax.legend()
    return fig


# %% wrong="loss_by_size_figure" why="95 % interval for ten runs or fewer, the normal one above" passes="visible"
def loss_by_size_figure(sizes, train_losses, test_losses, noise):
    fig, ax = plt.subplots()
    for runs, name, colour in ((train_losses, "train", "C0"), (test_losses, "test", "C1")):
        half = (plots.mean_interval(runs)[1] - runs.mean(dim=0).numpy()) if len(runs) <= 10 else 1.96 * runs.std(dim=0).numpy() / len(runs) ** 0.5
        lower, upper = runs.mean(dim=0).numpy() - half, runs.mean(dim=0).numpy() + half
        ax.plot(sizes, runs.mean(dim=0), "o-", color=colour, label=name)
        ax.fill_between(sizes, lower, upper, color=colour, alpha=0.2)
    ax.axhline(noise**2, color="black", linestyle=":", label="noise")
    ax.set_xscale("log")
    ax.set_xlabel("number of examples")
    ax.set_ylabel("loss")
    ax.legend()
    return fig


# %% right="loss_by_step_figure" why="a star at the lowest"
def loss_by_step_figure(noises, steps, train_losses, test_losses):
    fig, panels = plt.subplots(1, len(noises), sharey=True, squeeze=False, figsize=(3.5 * len(noises), 3.5))
    for ax, noise, seen, new in zip(panels[0], noises, train_losses, test_losses):
        ax.plot(steps, seen, label="train")
        ax.plot(steps, new, label="test")
        k = new.tolist().index(new.min().item())
        ax.plot([steps[k]], [new[k]], marker="*", color="black", linestyle="none")
        ax.set_yscale("log")
        ax.set_title(f"noise {noise:g}")
        ax.set_xlabel("step")
        ax.set_ylabel("loss")
        ax.legend()
    return fig


# %% right="loss_by_step_figure" why="a figure without pyplot, scatter, shared labels, limits set"
def loss_by_step_figure(noises, steps, train_losses, test_losses):
    fig = Figure(figsize=(4 * len(noises), 4), layout="constrained")
    everything = torch.cat([train_losses, test_losses])
    for i, noise in enumerate(noises):
        ax = fig.add_subplot(1, len(noises), i + 1)
        ax.semilogy(steps, test_losses[i].numpy(), "C1--", label="Fresh returns")
        ax.semilogy(steps, train_losses[i].numpy(), "C0-", label="Training")
        j = int(np.argmin(test_losses[i].numpy()))
        ax.scatter(steps[j], test_losses[i, j].item(), c="red", zorder=3, label="lowest test loss")
        ax.set_ylim(everything.min().item() / 2, everything.max().item() * 2)
        ax.set_title(f"noise {noise:g}")
        ax.legend(loc="best")
    fig.supxlabel("update step")
    fig.supylabel("mean squared error (log)")
    return fig


# %% right="loss_by_step_figure" why="the test line first, thick, and a marker on the line by markevery"
def loss_by_step_figure(noises, steps, train_losses, test_losses):
    fig, panels = plt.subplots(1, len(noises), sharey=True, squeeze=False, figsize=(3.5 * len(noises), 3.5))
    for ax, noise, seen, new in zip(panels[0], noises, train_losses, test_losses):
        ax.plot(steps, seen, label="train")
        k = new.tolist().index(new.min().item())
        ax.plot(steps, new, lw=3, marker="s", markevery=[k], label="test")
        ax.set_yscale("log")
        ax.set_title(f"noise {noise:g}")
        ax.set_xlabel("step")
        ax.set_ylabel("loss")
        ax.legend()
    return fig


# %% wrong="loss_by_step_figure" why="one panel breaks it"
def loss_by_step_figure(noises, steps, train_losses, test_losses):
    fig, panels = plt.subplots(1, len(noises), sharey=True, figsize=(3.5 * len(noises), 3.5))
    for ax, noise, seen, new in zip(panels, noises, train_losses, test_losses):
        ax.plot(steps, seen, label="train")
        ax.plot(steps, new, label="test")
        k = new.tolist().index(new.min().item())
        ax.plot([steps[k]], [new[k]], marker="*", color="black", linestyle="none")
        ax.set_yscale("log")
        ax.set_title(f"noise {noise:g}")
        ax.set_xlabel("step")
        ax.set_ylabel("loss")
        ax.legend()
    return fig


# %% wrong="loss_by_step_figure" why="the last of several lowest"
def loss_by_step_figure(noises, steps, train_losses, test_losses):
    fig, panels = plt.subplots(1, len(noises), sharey=True, squeeze=False, figsize=(3.5 * len(noises), 3.5))
    for ax, noise, seen, new in zip(panels[0], noises, train_losses, test_losses):
        ax.plot(steps, seen, label="train")
        ax.plot(steps, new, label="test")
        k = max(i for i, x in enumerate(new.tolist()) if x == new.min().item())
        ax.plot([steps[k]], [new[k]], marker="*", color="black", linestyle="none")
        ax.set_yscale("log")
        ax.set_title(f"noise {noise:g}")
        ax.set_xlabel("step")
        ax.set_ylabel("loss")
        ax.legend()
    return fig


# %% wrong="loss_by_step_figure" why="marker at the lowest training loss"
def loss_by_step_figure(noises, steps, train_losses, test_losses):
    fig, panels = plt.subplots(1, len(noises), sharey=True, squeeze=False, figsize=(3.5 * len(noises), 3.5))
    for ax, noise, seen, new in zip(panels[0], noises, train_losses, test_losses):
        ax.plot(steps, seen, label="train")
        ax.plot(steps, new, label="test")
        k = seen.tolist().index(seen.min().item())
        ax.plot([steps[k]], [new[k]], marker="*", color="black", linestyle="none")
        ax.set_yscale("log")
        ax.set_title(f"noise {noise:g}")
        ax.set_xlabel("step")
        ax.set_ylabel("loss")
        ax.legend()
    return fig


# %% wrong="loss_by_step_figure" why="the place in the list for the step"
def loss_by_step_figure(noises, steps, train_losses, test_losses):
    fig, panels = plt.subplots(1, len(noises), sharey=True, squeeze=False, figsize=(3.5 * len(noises), 3.5))
    for ax, noise, seen, new in zip(panels[0], noises, train_losses, test_losses):
        ax.plot(steps, seen, label="train")
        ax.plot(steps, new, label="test")
        k = new.tolist().index(new.min().item())
        ax.plot([k], [new[k]], marker="*", color="black", linestyle="none")
        ax.set_yscale("log")
        ax.set_title(f"noise {noise:g}")
        ax.set_xlabel("step")
        ax.set_ylabel("loss")
        ax.legend()
    return fig


# %% wrong="loss_by_step_figure" why="markers on every point"
def loss_by_step_figure(noises, steps, train_losses, test_losses):
    fig, panels = plt.subplots(1, len(noises), sharey=True, squeeze=False, figsize=(3.5 * len(noises), 3.5))
    for ax, noise, seen, new in zip(panels[0], noises, train_losses, test_losses):
        ax.plot(steps, seen, label="train")
        ax.plot(steps, new, marker=".", label="test")
        k = new.tolist().index(new.min().item())
        ax.plot([steps[k]], [new[k]], marker="*", color="black", linestyle="none")
        ax.set_yscale("log")
        ax.set_title(f"noise {noise:g}")
        ax.set_xlabel("step")
        ax.set_ylabel("loss")
        ax.legend()
    return fig


# %% wrong="loss_by_step_figure" why="no shared limits"
def loss_by_step_figure(noises, steps, train_losses, test_losses):
    fig, panels = plt.subplots(1, len(noises), squeeze=False, figsize=(3.5 * len(noises), 3.5))
    for ax, noise, seen, new in zip(panels[0], noises, train_losses, test_losses):
        ax.plot(steps, seen, label="train")
        ax.plot(steps, new, label="test")
        k = new.tolist().index(new.min().item())
        ax.plot([steps[k]], [new[k]], marker="*", color="black", linestyle="none")
        ax.set_yscale("log")
        ax.set_title(f"noise {noise:g}")
        ax.set_xlabel("step")
        ax.set_ylabel("loss")
        ax.legend()
    return fig


# %% wrong="loss_by_step_figure" why="no logarithmic scale"
def loss_by_step_figure(noises, steps, train_losses, test_losses):
    fig, panels = plt.subplots(1, len(noises), sharey=True, squeeze=False, figsize=(3.5 * len(noises), 3.5))
    for ax, noise, seen, new in zip(panels[0], noises, train_losses, test_losses):
        ax.plot(steps, seen, label="train")
        ax.plot(steps, new, label="test")
        k = new.tolist().index(new.min().item())
        ax.plot([steps[k]], [new[k]], marker="*", color="black", linestyle="none")
        ax.set_title(f"noise {noise:g}")
        ax.set_xlabel("step")
        ax.set_ylabel("loss")
        ax.legend()
    return fig


# %% wrong="loss_by_step_figure" why="steps on a logarithmic scale, too"
def loss_by_step_figure(noises, steps, train_losses, test_losses):
    fig, panels = plt.subplots(1, len(noises), sharey=True, squeeze=False, figsize=(3.5 * len(noises), 3.5))
    for ax, noise, seen, new in zip(panels[0], noises, train_losses, test_losses):
        ax.plot(steps, seen, label="train")
        ax.plot(steps, new, label="test")
        k = new.tolist().index(new.min().item())
        ax.plot([steps[k]], [new[k]], marker="*", color="black", linestyle="none")
        ax.set_yscale("log")
        ax.set_xscale("symlog")
        ax.set_title(f"noise {noise:g}")
        ax.set_xlabel("step")
        ax.set_ylabel("loss")
        ax.legend()
    return fig


# %% wrong="loss_by_step_figure" why="one below the other"
def loss_by_step_figure(noises, steps, train_losses, test_losses):
    fig, panels = plt.subplots(len(noises), 1, sharey=True, squeeze=False, figsize=(5, 3 * len(noises)))
    for ax, noise, seen, new in zip(panels[:, 0], noises, train_losses, test_losses):
        ax.plot(steps, seen, label="train")
        ax.plot(steps, new, label="test")
        k = new.tolist().index(new.min().item())
        ax.plot([steps[k]], [new[k]], marker="*", color="black", linestyle="none")
        ax.set_yscale("log")
        ax.set_title(f"noise {noise:g}")
        ax.set_xlabel("step")
        ax.set_ylabel("loss")
        ax.legend()
    return fig


# %% wrong="loss_by_step_figure" why="title without the word"
def loss_by_step_figure(noises, steps, train_losses, test_losses):
    fig, panels = plt.subplots(1, len(noises), sharey=True, squeeze=False, figsize=(3.5 * len(noises), 3.5))
    for ax, noise, seen, new in zip(panels[0], noises, train_losses, test_losses):
        ax.plot(steps, seen, label="train")
        ax.plot(steps, new, label="test")
        k = new.tolist().index(new.min().item())
        ax.plot([steps[k]], [new[k]], marker="*", color="black", linestyle="none")
        ax.set_yscale("log")
        ax.set_title(f"{noise:g}")
        ax.set_xlabel("step")
        ax.set_ylabel("loss")
        ax.legend()
    return fig


# %% wrong="loss_by_step_figure" why="noises sorted, losses not" passes="visible"
def loss_by_step_figure(noises, steps, train_losses, test_losses):
    fig, panels = plt.subplots(1, len(noises), sharey=True, squeeze=False, figsize=(3.5 * len(noises), 3.5))
    for ax, noise, seen, new in zip(panels[0], sorted(noises), train_losses, test_losses):
        ax.plot(steps, seen, label="train")
        ax.plot(steps, new, label="test")
        k = new.tolist().index(new.min().item())
        ax.plot([steps[k]], [new[k]], marker="*", color="black", linestyle="none")
        ax.set_yscale("log")
        ax.set_title(f"noise {noise:g}")
        ax.set_xlabel("step")
        ax.set_ylabel("loss")
        ax.legend()
    return fig


# %% wrong="loss_by_step_figure" why="names exchanged"
def loss_by_step_figure(noises, steps, train_losses, test_losses):
    fig, panels = plt.subplots(1, len(noises), sharey=True, squeeze=False, figsize=(3.5 * len(noises), 3.5))
    for ax, noise, seen, new in zip(panels[0], noises, train_losses, test_losses):
        ax.plot(steps, seen, label="test")
        ax.plot(steps, new, label="training")
        k = new.tolist().index(new.min().item())
        ax.plot([steps[k]], [new[k]], marker="*", color="black", linestyle="none")
        ax.set_yscale("log")
        ax.set_title(f"noise {noise:g}")
        ax.set_xlabel("step")
        ax.set_ylabel("loss")
        ax.legend()
    return fig


# %% right="loss_by_step_figure" why="one legend for all"
def loss_by_step_figure(noises, steps, train_losses, test_losses):
    fig, panels = plt.subplots(1, len(noises), sharey=True, squeeze=False, figsize=(3.5 * len(noises), 3.5))
    for ax, noise, seen, new in zip(panels[0], noises, train_losses, test_losses):
        ax.plot(steps, seen, label="train")
        ax.plot(steps, new, label="test")
        k = new.tolist().index(new.min().item())
        ax.plot([steps[k]], [new[k]], marker="*", color="black", linestyle="none")
        ax.set_yscale("log")
        ax.set_title(f"noise {noise:g}")
        ax.set_xlabel("step")
        ax.set_ylabel("loss")
    ax.legend()
    return fig


# %% wrong="loss_by_step_figure" why="the noise rounded to one digit" passes="visible"
def loss_by_step_figure(noises, steps, train_losses, test_losses):
    fig, panels = plt.subplots(1, len(noises), sharey=True, squeeze=False, figsize=(3.5 * len(noises), 3.5))
    for ax, noise, seen, new in zip(panels[0], noises, train_losses, test_losses):
        ax.plot(steps, seen, label="train")
        ax.plot(steps, new, label="test")
        k = new.tolist().index(new.min().item())
        ax.plot([steps[k]], [new[k]], marker="*", color="black", linestyle="none")
        ax.set_yscale("log")
        ax.set_title(f"noise {noise:.1g}")
        ax.set_xlabel("step")
        ax.set_ylabel("loss")
        ax.legend()
    return fig


# %% wrong="loss_by_step_figure" why="the first step left out"
def loss_by_step_figure(noises, steps, train_losses, test_losses):
    fig, panels = plt.subplots(1, len(noises), sharey=True, squeeze=False, figsize=(3.5 * len(noises), 3.5))
    for ax, noise, seen, new in zip(panels[0], noises, train_losses, test_losses):
        ax.plot(steps, seen, label="train")
        ax.plot(steps[1:], new[1:], label="test")
        k = new.tolist().index(new.min().item())
        ax.plot([steps[k]], [new[k]], marker="*", color="black", linestyle="none")
        ax.set_yscale("log")
        ax.set_title(f"noise {noise:g}")
        ax.set_xlabel("step")
        ax.set_ylabel("loss")
        ax.legend()
    return fig


# %% right="regularised_loss" why="by name, mse_loss"
def regularised_loss(network, states, returns, strength):
    loss = nn.functional.mse_loss(network(states).squeeze(1), returns)
    price = 0.0
    for name, weight in network.named_parameters():
        if name.endswith("weight"):
            price = price + (weight**2).sum()
    return loss + strength * price


# %% right="regularised_loss" why="layers by type, norms squared"
def regularised_loss(network, states, returns, strength):
    norms = [m.weight.norm() ** 2 for m in network.modules() if isinstance(m, nn.Linear)]
    return (network(states) - returns.unsqueeze(1)).pow(2).mean() + strength * torch.stack(norms).sum()


# %% right="regularised_loss" why="all parameters in one vector, dot products"
def regularised_loss(network, states, returns, strength):
    w = torch.cat([p.reshape(-1) for p in network.parameters() if p.dim() > 1])
    e = network(states).flatten() - returns
    return e @ e / len(e) + strength * (w @ w)


# %% wrong="regularised_loss" why="biases have a price"
def regularised_loss(network, states, returns, strength):
    loss = nn.functional.mse_loss(network(states).squeeze(1), returns)
    price = 0.0
    for name, weight in network.named_parameters():
        if True:
            price = price + (weight**2).sum()
    return loss + strength * price


# %% wrong="regularised_loss" why="half of the price"
def regularised_loss(network, states, returns, strength):
    loss = nn.functional.mse_loss(network(states).squeeze(1), returns)
    price = 0.0
    for name, weight in network.named_parameters():
        if name.endswith("weight"):
            price = price + (weight**2).sum()
    return loss + 0.5 * strength * price


# %% wrong="regularised_loss" why="the norm, not squared"
def regularised_loss(network, states, returns, strength):
    loss = nn.functional.mse_loss(network(states).squeeze(1), returns)
    price = 0.0
    for name, weight in network.named_parameters():
        if name.endswith("weight"):
            price = price + (weight**2).sum().sqrt()
    return loss + strength * price


# %% wrong="regularised_loss" why="mean of the squares"
def regularised_loss(network, states, returns, strength):
    loss = nn.functional.mse_loss(network(states).squeeze(1), returns)
    price = 0.0
    for name, weight in network.named_parameters():
        if name.endswith("weight"):
            price = price + (weight**2).mean()
    return loss + strength * price


# %% wrong="regularised_loss" why="absolute values"
def regularised_loss(network, states, returns, strength):
    loss = nn.functional.mse_loss(network(states).squeeze(1), returns)
    price = 0.0
    for name, weight in network.named_parameters():
        if name.endswith("weight"):
            price = price + weight.abs().sum()
    return loss + strength * price


# %% wrong="regularised_loss" why="the price has no gradient"
def regularised_loss(network, states, returns, strength):
    loss = nn.functional.mse_loss(network(states).squeeze(1), returns)
    price = 0.0
    for name, weight in network.named_parameters():
        if name.endswith("weight"):
            price = price + (weight.detach() ** 2).sum()
    return loss + strength * price


# %% wrong="regularised_loss" why="a Python number as the price"
def regularised_loss(network, states, returns, strength):
    loss = nn.functional.mse_loss(network(states).squeeze(1), returns)
    price = 0.0
    for name, weight in network.named_parameters():
        if name.endswith("weight"):
            price = price + (weight**2).sum().item()
    return loss + strength * price


# %% wrong="regularised_loss" why="the last layer alone" passes="visible"
def regularised_loss(network, states, returns, strength):
    loss = nn.functional.mse_loss(network(states).squeeze(1), returns)
    price = 0.0
    for name, weight in network.named_parameters():
        if name.endswith("weight"):
            price = (weight**2).sum()
    return loss + strength * price


# %% wrong="regularised_loss" why="the first layer alone"
def regularised_loss(network, states, returns, strength):
    loss = nn.functional.mse_loss(network(states).squeeze(1), returns)
    price = 0.0
    for name, weight in network.named_parameters():
        if name.startswith("0.weight"):
            price = price + (weight**2).sum()
    return loss + strength * price


# %% wrong="regularised_loss" why="sum of the errors"
def regularised_loss(network, states, returns, strength):
    loss = nn.functional.mse_loss(network(states).squeeze(1), returns, reduction='sum')
    price = 0.0
    for name, weight in network.named_parameters():
        if name.endswith("weight"):
            price = price + (weight**2).sum()
    return loss + strength * price


# %% wrong="regularised_loss" why="shapes that broadcast"
def regularised_loss(network, states, returns, strength):
    loss = nn.functional.mse_loss(network(states), returns)
    price = 0.0
    for name, weight in network.named_parameters():
        if name.endswith("weight"):
            price = price + (weight**2).sum()
    return loss + strength * price


# %% wrong="regularised_loss" why="price divided by the number of examples"
def regularised_loss(network, states, returns, strength):
    loss = nn.functional.mse_loss(network(states).squeeze(1), returns)
    price = 0.0
    for name, weight in network.named_parameters():
        if name.endswith("weight"):
            price = price + (weight**2).sum()
    return loss + strength * price / len(states)


# %% wrong="regularised_loss" why="squeeze of everything: one example loses its shape, and the price is squared"
def regularised_loss(network, states, returns, strength):
    loss = nn.functional.mse_loss(network(states).squeeze(1), returns)
    price = 0.0
    for name, weight in network.named_parameters():
        if name.endswith("weight"):
            price = price + (weight**2).sum()
    return loss + strength**2 * price


# %% wrong="regularised_loss" why="float32"
def regularised_loss(network, states, returns, strength):
    loss = nn.functional.mse_loss(network(states).squeeze(1), returns)
    price = 0.0
    for name, weight in network.named_parameters():
        if name.endswith("weight"):
            price = price + (weight**2).sum()
    return (loss + strength * price).float()


# %% wrong="regularised_loss" why="old gradients cleared" passes="visible"
def regularised_loss(network, states, returns, strength):
    loss = nn.functional.mse_loss(network(states).squeeze(1), returns)
    price = 0.0
    network.zero_grad()
    for name, weight in network.named_parameters():
        if name.endswith("weight"):
            price = price + (weight**2).sum()
    return loss + strength * price


# %% wrong="regularised_loss" why="calls backward itself"
def regularised_loss(network, states, returns, strength):
    loss = nn.functional.mse_loss(network(states).squeeze(1), returns)
    price = 0.0
    for name, weight in network.named_parameters():
        if name.endswith("weight"):
            price = price + (weight**2).sum()
    total = loss + strength * price
    total.backward(retain_graph=True)
    return total


# %% wrong="regularised_loss" why="layers without a bias left out" passes="visible"
def regularised_loss(network, states, returns, strength):
    loss = nn.functional.mse_loss(network(states).squeeze(1), returns)
    price = 0.0
    for layer in network.modules():
        if isinstance(layer, nn.Linear) and layer.bias is not None:
            weight = layer.weight
            price = price + (weight**2).sum()
    return loss + strength * price


# %% right="ridge_weights" why="more rows and lstsq"
def ridge_weights(features, targets, strength):
    n, k = features.shape
    x = features - features.mean(0, keepdim=True)
    rows = torch.cat([x, (n * strength) ** 0.5 * torch.eye(k, dtype=x.dtype)])
    goals = torch.cat([targets - targets.mean(), torch.zeros(k, dtype=x.dtype)])
    w = torch.linalg.lstsq(rows, goals[:, None], driver="gelsd").solution.squeeze(1)
    return w, (targets - features @ w).mean()


# %% right="ridge_weights" why="eigenvectors, as in the lemma"
def ridge_weights(features, targets, strength):
    x = features - features.mean(0)
    c, q = torch.linalg.eigh(x.T @ x / len(x))
    w = q @ ((q.T @ (x.T @ (targets - targets.mean()) / len(x))) / (c + strength))
    return w, targets.mean() - features.mean(0) @ w


# %% right="ridge_weights" why="the inverse, with n times the strength"
def ridge_weights(features, targets, strength):
    n, k = features.shape
    x = features - features.mean(0)
    w = torch.inverse(x.T @ x + n * strength * torch.eye(k).double()) @ x.T @ targets
    return w, targets.mean() - (features.mean(0) * w).sum()


# %% right="ridge_weights" why="NumPy inside"
def ridge_weights(features, targets, strength):
    x, y = features.numpy(), targets.numpy()
    z = x - x.mean(0)
    w = np.linalg.solve(z.T @ z / len(x) + strength * np.eye(x.shape[1]), z.T @ (y - y.mean()) / len(x))
    return torch.from_numpy(w), torch.tensor(y.mean() - x.mean(0) @ w)


# %% wrong="ridge_weights" why="strength without 1/n"
def ridge_weights(features, targets, strength):
    n, k = features.shape
    mean = features.mean(dim=0)
    x, y = features - mean, targets - targets.mean()
    w = torch.linalg.solve(x.T @ x + strength * torch.eye(k, dtype=torch.float64), x.T @ y)
    return w, targets.mean() - mean @ w


# %% wrong="ridge_weights" why="the bias has a price"
def ridge_weights(features, targets, strength):
    n, k = features.shape
    features = torch.cat([features, torch.ones(n, 1).double()], dim=1)
    mean = 0 * features.mean(dim=0)
    x, y = features - mean, targets
    w = torch.linalg.solve(x.T @ x / n + strength * torch.eye(k + 1, dtype=torch.float64), x.T @ y / n)
    return w[:k], w[k].clone()


# %% wrong="ridge_weights" why="no bias: means left in"
def ridge_weights(features, targets, strength):
    n, k = features.shape
    mean = features.mean(dim=0)
    x, y = features, targets
    w = torch.linalg.solve(x.T @ x / n + strength * torch.eye(k, dtype=torch.float64), x.T @ y / n)
    return w, targets.mean() - mean @ w


# %% wrong="ridge_weights" why="bias without the features' means"
def ridge_weights(features, targets, strength):
    n, k = features.shape
    mean = features.mean(dim=0)
    x, y = features - mean, targets - targets.mean()
    w = torch.linalg.solve(x.T @ x / n + strength * torch.eye(k, dtype=torch.float64), x.T @ y / n)
    return w, targets.mean()


# %% wrong="ridge_weights" why="half of the strength"
def ridge_weights(features, targets, strength):
    n, k = features.shape
    mean = features.mean(dim=0)
    x, y = features - mean, targets - targets.mean()
    w = torch.linalg.solve(x.T @ x / n + strength / 2 * torch.eye(k, dtype=torch.float64), x.T @ y / n)
    return w, targets.mean() - mean @ w


# %% wrong="ridge_weights" why="strength squared"
def ridge_weights(features, targets, strength):
    n, k = features.shape
    mean = features.mean(dim=0)
    x, y = features - mean, targets - targets.mean()
    w = torch.linalg.solve(x.T @ x / n + strength**2 * torch.eye(k, dtype=torch.float64), x.T @ y / n)
    return w, targets.mean() - mean @ w


# %% wrong="ridge_weights" why="no strength at all for more examples than features"
def ridge_weights(features, targets, strength):
    n, k = features.shape
    mean = features.mean(dim=0)
    x, y = features - mean, targets - targets.mean()
    w = torch.linalg.solve(x.T @ x / n + (strength if n <= k else 0.0) * torch.eye(k, dtype=torch.float64), x.T @ y / n)
    return w, targets.mean() - mean @ w


# %% wrong="ridge_weights" why="n - 1"
def ridge_weights(features, targets, strength):
    n, k = features.shape
    mean = features.mean(dim=0)
    x, y = features - mean, targets - targets.mean()
    w = torch.linalg.solve(x.T @ x / max(n - 1, 1) + strength * torch.eye(k, dtype=torch.float64), x.T @ y / max(n - 1, 1))
    return w, targets.mean() - mean @ w


# %% wrong="ridge_weights" why="strength for the first feature alone"
def ridge_weights(features, targets, strength):
    n, k = features.shape
    mean = features.mean(dim=0)
    x, y = features - mean, targets - targets.mean()
    w = torch.linalg.solve(x.T @ x / n + strength * torch.eye(k, dtype=torch.float64)[:, :1] @ torch.eye(k, dtype=torch.float64)[:1], x.T @ y / n)
    return w, targets.mean() - mean @ w


# %% wrong="ridge_weights" why="features scaled to a spread of one" passes="visible"
def ridge_weights(features, targets, strength):
    n, k = features.shape
    mean = features.mean(dim=0)
    x, y = features - mean, targets - targets.mean()
    x = x / x.std(dim=0, correction=0).clamp(min=1e-9)
    w = torch.linalg.solve(x.T @ x / n + strength * torch.eye(k, dtype=torch.float64), x.T @ y / n)
    return w, targets.mean() - mean @ w


# %% wrong="ridge_weights" why="float32 inside" passes="visible"
def ridge_weights(features, targets, strength):
    n, k = features.shape
    mean = features.mean(dim=0)
    x, y = (features - mean).float(), (targets - targets.mean()).float()
    w = torch.linalg.solve(x.T @ x / n + strength * torch.eye(k, dtype=torch.float32), x.T @ y / n)
    w = w.double()
    return w, targets.mean() - mean @ w


# %% wrong="ridge_weights" why="bias as a plain number"
def ridge_weights(features, targets, strength):
    n, k = features.shape
    mean = features.mean(dim=0)
    x, y = features - mean, targets - targets.mean()
    w = torch.linalg.solve(x.T @ x / n + strength * torch.eye(k, dtype=torch.float64), x.T @ y / n)
    return w, (targets.mean() - mean @ w).item()


# %% wrong="ridge_weights" why="weights as a column"
def ridge_weights(features, targets, strength):
    n, k = features.shape
    mean = features.mean(dim=0)
    x, y = features - mean, targets - targets.mean()
    w = torch.linalg.solve(x.T @ x / n + strength * torch.eye(k, dtype=torch.float64), x.T @ y / n)
    return w[:, None], targets.mean() - mean @ w


# %% wrong="ridge_weights" why="changes the features"
def ridge_weights(features, targets, strength):
    n, k = features.shape
    mean = features.mean(dim=0)
    features -= mean
    x, y = features, targets - targets.mean()
    w = torch.linalg.solve(x.T @ x / n + strength * torch.eye(k, dtype=torch.float64), x.T @ y / n)
    return w, targets.mean() - mean @ w


# %% wrong="ridge_weights" why="works for more examples than features only" passes="visible"
def ridge_weights(features, targets, strength):
    n, k = features.shape
    mean = features.mean(dim=0)
    x, y = features - mean, targets - targets.mean()
    if n > 1 and n <= k:
        k = n
        return torch.linalg.lstsq(x, y[:, None]).solution[:, 0], targets.mean()
    w = torch.linalg.solve(x.T @ x / n + strength * torch.eye(k, dtype=torch.float64), x.T @ y / n)
    return w, targets.mean() - mean @ w


# %% right="complexity_scores" why="a helper, lists, sums"
def complexity_scores(families, train, test):
    def r2(network, states, returns):
        with torch.no_grad():
            guess = network(states).squeeze(1)
        return (1 - ((guess - returns) ** 2).sum() / ((returns - returns.mean()) ** 2).sum()).item()

    rows = []
    for family in families:
        size = sum(p.numel() for p in family[0].parameters())
        seen = [r2(network, *train) for network in family]
        new = [r2(network, *test) for network in family]
        rows.append((size, sum(seen) / len(seen), sum(new) / len(new)))
    return rows


# %% right="complexity_scores" why="variances, float of np.mean, a comprehension"
@torch.no_grad()
def complexity_scores(families, train, test):
    def mean_score(family, data):
        x, y = data
        left = [(y - net(x)[:, 0]).square().mean() / y.var(correction=0) for net in family]
        return float(1 - torch.stack(left).mean())

    count = lambda net: sum(math.prod(p.shape) for p in net.parameters())
    return [(count(f[0]), mean_score(f, train), mean_score(f, test)) for f in families]


# %% right="complexity_scores" why="mse_loss over all networks of a family"
def complexity_scores(families, train, test):
    rows = []
    for family in families:
        scores = []
        for states, returns in (train, test):
            with torch.inference_mode():
                guesses = torch.cat([net(states) for net in family], dim=1)
            residuals = guesses.numpy() - returns.numpy()[:, None]
            total = np.sum((returns.numpy() - returns.numpy().mean()) ** 2)
            scores.append(float(np.mean(1 - (residuals**2).sum(axis=0) / total)))
        rows.append((sum(p.nelement() for p in family[0].parameters()), *scores))
    return rows


# %% wrong="complexity_scores" why="shapes that broadcast"
def complexity_scores(families, train, test):
    def r2(network, states, returns):
        with torch.no_grad():
            guess = network(states)
        return (1 - ((guess - returns) ** 2).sum() / ((returns - returns.mean()) ** 2).sum()).item()

    rows = []
    for family in families:
        size = sum(p.numel() for p in family[0].parameters())
        seen = [r2(network, *train) for network in family]
        new = [r2(network, *test) for network in family]
        rows.append((size, sum(seen) / len(seen), sum(new) / len(new)))
    return rows


# %% wrong="complexity_scores" why="the training mean for both"
def complexity_scores(families, train, test):
    def r2(network, states, returns):
        with torch.no_grad():
            guess = network(states).squeeze(1)
        return (1 - ((guess - returns) ** 2).sum() / ((returns - train[1].mean()) ** 2).sum()).item()

    rows = []
    for family in families:
        size = sum(p.numel() for p in family[0].parameters())
        seen = [r2(network, *train) for network in family]
        new = [r2(network, *test) for network in family]
        rows.append((size, sum(seen) / len(seen), sum(new) / len(new)))
    return rows


# %% wrong="complexity_scores" why="the first network alone"
def complexity_scores(families, train, test):
    def r2(network, states, returns):
        with torch.no_grad():
            guess = network(states).squeeze(1)
        return (1 - ((guess - returns) ** 2).sum() / ((returns - returns.mean()) ** 2).sum()).item()

    rows = []
    for family in families:
        size = sum(p.numel() for p in family[0].parameters())
        seen = [r2(network, *train) for network in family[:1]]
        new = [r2(network, *test) for network in family[:1]]
        rows.append((size, sum(seen) / len(seen), sum(new) / len(new)))
    return rows


# %% wrong="complexity_scores" why="the best network"
def complexity_scores(families, train, test):
    def r2(network, states, returns):
        with torch.no_grad():
            guess = network(states).squeeze(1)
        return (1 - ((guess - returns) ** 2).sum() / ((returns - returns.mean()) ** 2).sum()).item()

    rows = []
    for family in families:
        size = sum(p.numel() for p in family[0].parameters())
        seen = [r2(network, *train) for network in family]
        new = [r2(network, *test) for network in family]
        rows.append((size, sum(seen) / len(seen), max(new)))
    return rows


# %% wrong="complexity_scores" why="weights counted, not biases"
def complexity_scores(families, train, test):
    def r2(network, states, returns):
        with torch.no_grad():
            guess = network(states).squeeze(1)
        return (1 - ((guess - returns) ** 2).sum() / ((returns - returns.mean()) ** 2).sum()).item()

    rows = []
    for family in families:
        size = sum(p.numel() for p in family[0].parameters() if p.dim() > 1)
        seen = [r2(network, *train) for network in family]
        new = [r2(network, *test) for network in family]
        rows.append((size, sum(seen) / len(seen), sum(new) / len(new)))
    return rows


# %% wrong="complexity_scores" why="parameters of the whole family"
def complexity_scores(families, train, test):
    def r2(network, states, returns):
        with torch.no_grad():
            guess = network(states).squeeze(1)
        return (1 - ((guess - returns) ** 2).sum() / ((returns - returns.mean()) ** 2).sum()).item()

    rows = []
    for family in families:
        size = sum(p.numel() for net in family for p in net.parameters())
        seen = [r2(network, *train) for network in family]
        new = [r2(network, *test) for network in family]
        rows.append((size, sum(seen) / len(seen), sum(new) / len(new)))
    return rows


# %% wrong="complexity_scores" why="sorted by size" passes="visible"
def complexity_scores(families, train, test):
    def r2(network, states, returns):
        with torch.no_grad():
            guess = network(states).squeeze(1)
        return (1 - ((guess - returns) ** 2).sum() / ((returns - returns.mean()) ** 2).sum()).item()

    rows = []
    for family in families:
        size = sum(p.numel() for p in family[0].parameters())
        seen = [r2(network, *train) for network in family]
        new = [r2(network, *test) for network in family]
        rows.append((size, sum(seen) / len(seen), sum(new) / len(new)))
    return sorted(rows)


# %% wrong="complexity_scores" why="mean squared errors"
def complexity_scores(families, train, test):
    def r2(network, states, returns):
        with torch.no_grad():
            guess = network(states).squeeze(1)
        return (((guess - returns) ** 2).mean()).item()

    rows = []
    for family in families:
        size = sum(p.numel() for p in family[0].parameters())
        seen = [r2(network, *train) for network in family]
        new = [r2(network, *test) for network in family]
        rows.append((size, sum(seen) / len(seen), sum(new) / len(new)))
    return rows


# %% wrong="complexity_scores" why="clipped at zero"
def complexity_scores(families, train, test):
    def r2(network, states, returns):
        with torch.no_grad():
            guess = network(states).squeeze(1)
        return (1 - ((guess - returns) ** 2).sum() / ((returns - returns.mean()) ** 2).sum()).clamp(min=0).item()

    rows = []
    for family in families:
        size = sum(p.numel() for p in family[0].parameters())
        seen = [r2(network, *train) for network in family]
        new = [r2(network, *test) for network in family]
        rows.append((size, sum(seen) / len(seen), sum(new) / len(new)))
    return rows


# %% wrong="complexity_scores" why="training and test exchanged"
def complexity_scores(families, train, test):
    def r2(network, states, returns):
        with torch.no_grad():
            guess = network(states).squeeze(1)
        return (1 - ((guess - returns) ** 2).sum() / ((returns - returns.mean()) ** 2).sum()).item()

    rows = []
    for family in families:
        size = sum(p.numel() for p in family[0].parameters())
        seen = [r2(network, *train) for network in family]
        new = [r2(network, *test) for network in family]
        rows.append((size, sum(new) / len(new), sum(seen) / len(seen)))
    return rows


# %% wrong="complexity_scores" why="tensors in the rows"
def complexity_scores(families, train, test):
    def r2(network, states, returns):
        with torch.no_grad():
            guess = network(states).squeeze(1)
        return (1 - ((guess - returns) ** 2).sum() / ((returns - returns.mean()) ** 2).sum())

    rows = []
    for family in families:
        size = sum(p.numel() for p in family[0].parameters())
        seen = [r2(network, *train) for network in family]
        new = [r2(network, *test) for network in family]
        rows.append((size, sum(seen) / len(seen), sum(new) / len(new)))
    return rows


# %% wrong="complexity_scores" why="n - 1 for the spread of the returns"
def complexity_scores(families, train, test):
    def r2(network, states, returns):
        with torch.no_grad():
            guess = network(states).squeeze(1)
        return (1 - ((guess - returns) ** 2).mean() / returns.var()).item()

    rows = []
    for family in families:
        size = sum(p.numel() for p in family[0].parameters())
        seen = [r2(network, *train) for network in family]
        new = [r2(network, *test) for network in family]
        rows.append((size, sum(seen) / len(seen), sum(new) / len(new)))
    return rows


# %% wrong="complexity_scores" why="squared correlation"
def complexity_scores(families, train, test):
    def r2(network, states, returns):
        with torch.no_grad():
            guess = network(states).squeeze(1)
        return (torch.corrcoef(torch.stack([guess, returns]))[0, 1] ** 2).item()

    rows = []
    for family in families:
        size = sum(p.numel() for p in family[0].parameters())
        seen = [r2(network, *train) for network in family]
        new = [r2(network, *test) for network in family]
        rows.append((size, sum(seen) / len(seen), sum(new) / len(new)))
    return rows


# %% wrong="complexity_scores" why="the score of the mean prediction"
def complexity_scores(families, train, test):
    def r2(network, states, returns):
        with torch.no_grad():
            guess = network(states).squeeze(1)
        return (1 - ((guess - returns) ** 2).sum() / ((returns - returns.mean()) ** 2).sum()).item()

    rows = []
    for family in families:
        size = sum(p.numel() for p in family[0].parameters())
        seen = [r2(network, *train) for network in family]
        new = [r2(lambda x: sum(net(x) for net in family) / len(family), *test)]
        rows.append((size, sum(seen) / len(seen), sum(new) / len(new)))
    return rows


# %% wrong="complexity_scores" why="networks left in evaluation mode"
def complexity_scores(families, train, test):
    def r2(network, states, returns):
        network.eval()
        with torch.no_grad():
            guess = network(states).squeeze(1)
        return (1 - ((guess - returns) ** 2).sum() / ((returns - returns.mean()) ** 2).sum()).item()

    rows = []
    for family in families:
        size = sum(p.numel() for p in family[0].parameters())
        seen = [r2(network, *train) for network in family]
        new = [r2(network, *test) for network in family]
        rows.append((size, sum(seen) / len(seen), sum(new) / len(new)))
    return rows


# %% right="simplest_good" why="lists and keys"
def simplest_good(n_parameters, scores):
    n = len(scores)
    means = scores.mean(dim=0).tolist()
    errors = (scores.std(dim=0) / n**0.5).tolist()
    best = min(range(len(means)), key=lambda k: (-means[k], n_parameters[k]))
    good = [k for k in range(len(means)) if means[k] >= means[best] - errors[best]]
    return min(good, key=lambda k: n_parameters[k])


# %% right="simplest_good" why="NumPy, sorted columns first"
def simplest_good(n_parameters, scores):
    order = np.argsort(n_parameters)
    table = scores.numpy()[:, order]
    mean = table.mean(axis=0)
    best = int(np.argmax(mean))
    error = table[:, best].std(ddof=1) / np.sqrt(len(table))
    return int(order[np.flatnonzero(mean >= mean[best] - error)[0]])


# %% right="simplest_good" why="a loop over models by size"
def simplest_good(n_parameters, scores):
    n, k = scores.shape
    means = [float(scores[:, j].mean()) for j in range(k)]
    top = max(means)
    best = min((j for j in range(k) if means[j] == top), key=list(n_parameters).__getitem__)
    away = scores[:, best] - top
    limit = top - math.sqrt(float(away @ away) / (n - 1) / n)
    chosen = best
    for j in range(k):
        if means[j] >= limit and n_parameters[j] < n_parameters[chosen]:
            chosen = j
    return chosen


# %% wrong="simplest_good" why="the best one"
def simplest_good(n_parameters, scores):
    n = len(scores)
    means = scores.mean(dim=0).tolist()
    errors = (scores.std(dim=0) / n**0.5).tolist()
    best = min(range(len(means)), key=lambda k: (-means[k], n_parameters[k]))
    good = [k for k in range(len(means)) if means[k] >= means[best] - errors[best]]
    return best


# %% wrong="simplest_good" why="standard deviation for standard error"
def simplest_good(n_parameters, scores):
    n = len(scores)
    means = scores.mean(dim=0).tolist()
    errors = (scores.std(dim=0)).tolist()
    best = min(range(len(means)), key=lambda k: (-means[k], n_parameters[k]))
    good = [k for k in range(len(means)) if means[k] >= means[best] - errors[best]]
    return min(good, key=lambda k: n_parameters[k])


# %% wrong="simplest_good" why="n in the denominator"
def simplest_good(n_parameters, scores):
    n = len(scores)
    means = scores.mean(dim=0).tolist()
    errors = (scores.std(dim=0, correction=0) / n**0.5).tolist()
    best = min(range(len(means)), key=lambda k: (-means[k], n_parameters[k]))
    good = [k for k in range(len(means)) if means[k] >= means[best] - errors[best]]
    return min(good, key=lambda k: n_parameters[k])


# %% wrong="simplest_good" why="each model's own error"
def simplest_good(n_parameters, scores):
    n = len(scores)
    means = scores.mean(dim=0).tolist()
    errors = (scores.std(dim=0) / n**0.5).tolist()
    best = min(range(len(means)), key=lambda k: (-means[k], n_parameters[k]))
    good = [k for k in range(len(means)) if means[k] >= means[best] - errors[k]]
    return min(good, key=lambda k: n_parameters[k])


# %% wrong="simplest_good" why="strictly above"
def simplest_good(n_parameters, scores):
    n = len(scores)
    means = scores.mean(dim=0).tolist()
    errors = (scores.std(dim=0) / n**0.5).tolist()
    best = min(range(len(means)), key=lambda k: (-means[k], n_parameters[k]))
    good = [k for k in range(len(means)) if means[k] > means[best] - errors[best]]
    return min(good, key=lambda k: n_parameters[k])


# %% wrong="simplest_good" why="the first column that is good enough"
def simplest_good(n_parameters, scores):
    n = len(scores)
    means = scores.mean(dim=0).tolist()
    errors = (scores.std(dim=0) / n**0.5).tolist()
    best = min(range(len(means)), key=lambda k: (-means[k], n_parameters[k]))
    good = [k for k in range(len(means)) if means[k] >= means[best] - errors[best]]
    return good[0]


# %% wrong="simplest_good" why="the number of parameters, not the column"
def simplest_good(n_parameters, scores):
    n = len(scores)
    means = scores.mean(dim=0).tolist()
    errors = (scores.std(dim=0) / n**0.5).tolist()
    best = min(range(len(means)), key=lambda k: (-means[k], n_parameters[k]))
    good = [k for k in range(len(means)) if means[k] >= means[best] - errors[best]]
    return min(n_parameters[k] for k in good)


# %% wrong="simplest_good" why="the most parameters"
def simplest_good(n_parameters, scores):
    n = len(scores)
    means = scores.mean(dim=0).tolist()
    errors = (scores.std(dim=0) / n**0.5).tolist()
    best = min(range(len(means)), key=lambda k: (-means[k], n_parameters[k]))
    good = [k for k in range(len(means)) if means[k] >= means[best] - errors[best]]
    return max(good, key=lambda k: n_parameters[k])


# %% wrong="simplest_good" why="the first of several best, whatever its size" passes="visible"
def simplest_good(n_parameters, scores):
    n = len(scores)
    means = scores.mean(dim=0).tolist()
    errors = (scores.std(dim=0) / n**0.5).tolist()
    best = min(range(len(means)), key=lambda k: -means[k])
    good = [k for k in range(len(means)) if means[k] >= means[best] - errors[best]]
    return min(good, key=lambda k: n_parameters[k])


# %% wrong="simplest_good" why="the largest of several best" passes="visible"
def simplest_good(n_parameters, scores):
    n = len(scores)
    means = scores.mean(dim=0).tolist()
    errors = (scores.std(dim=0) / n**0.5).tolist()
    best = min(range(len(means)), key=lambda k: (-means[k], -n_parameters[k]))
    good = [k for k in range(len(means)) if means[k] >= means[best] - errors[best]]
    return min(good, key=lambda k: n_parameters[k])


# %% wrong="simplest_good" why="two standard errors"
def simplest_good(n_parameters, scores):
    n = len(scores)
    means = scores.mean(dim=0).tolist()
    errors = (scores.std(dim=0) / n**0.5).tolist()
    best = min(range(len(means)), key=lambda k: (-means[k], n_parameters[k]))
    good = [k for k in range(len(means)) if means[k] >= means[best] - 2 * errors[best]]
    return min(good, key=lambda k: n_parameters[k])


# %% wrong="simplest_good" why="the median"
def simplest_good(n_parameters, scores):
    n = len(scores)
    means = scores.median(dim=0).values.tolist()
    errors = (scores.std(dim=0) / n**0.5).tolist()
    best = min(range(len(means)), key=lambda k: (-means[k], n_parameters[k]))
    good = [k for k in range(len(means)) if means[k] >= means[best] - errors[best]]
    return min(good, key=lambda k: n_parameters[k])


# %% wrong="simplest_good" why="a tensor"
def simplest_good(n_parameters, scores):
    n = len(scores)
    means = scores.mean(dim=0).tolist()
    errors = (scores.std(dim=0) / n**0.5).tolist()
    best = min(range(len(means)), key=lambda k: (-means[k], n_parameters[k]))
    good = [k for k in range(len(means)) if means[k] >= means[best] - errors[best]]
    return torch.tensor(min(good, key=lambda k: n_parameters[k]))


# %% wrong="simplest_good" why="relative to the size of the score"
def simplest_good(n_parameters, scores):
    n = len(scores)
    means = scores.mean(dim=0).tolist()
    errors = (scores.std(dim=0) / n**0.5).tolist()
    best = min(range(len(means)), key=lambda k: (-means[k], n_parameters[k]))
    good = [k for k in range(len(means)) if means[k] >= means[best] * (1 - errors[best])]
    return min(good, key=lambda k: n_parameters[k])


# %% wrong="regularised_loss" why="'Nothing is changed': switches the network to training mode, in which it may not have been" passes="visible"
def regularised_loss(network, states, returns, strength):
    network.train()
    loss = (network(states)[:, 0] - returns).square().mean()
    return loss + strength * sum(p.square().sum() for p in network.parameters() if p.ndim == 2)


# %% wrong="regularised_loss" why="'in all linear layers': looks only at the children, so that nested layers, or a network that is a single nn.Linear, have no price"
def regularised_loss(network, states, returns, strength):
    loss = (network(states)[:, 0] - returns).square().mean()
    for layer in network.children():
        if isinstance(layer, nn.Linear):
            loss = loss + strength * layer.weight.square().sum()
    return loss


# %% wrong="ridge_weights" why="'that minimise': pinv with a tolerance drops directions whose spread is below a thousandth of the largest, though lambda keeps something of them" passes="visible"
def ridge_weights(features, targets, strength):
    n, k = features.shape
    mean, y_mean = features.mean(dim=0), targets.mean()
    x, y = features - mean, targets - y_mean
    matrix = x.T @ x / n + strength * torch.eye(k, dtype=x.dtype)
    w = torch.linalg.pinv(matrix, rtol=1e-3) @ (x.T @ y / n)
    return w, y_mean - mean @ w


# %% wrong="complexity_scores" why="'all entries of all weights and biases': frozen ones are not counted"
def complexity_scores(families, train, test):
    def score(network, states, returns):
        with torch.no_grad():
            mse = (network(states)[:, 0] - returns).square().mean()
        return (1 - mse / returns.var(correction=0)).item()

    rows = []
    for f in families:
        size = sum(p.numel() for p in f[0].parameters() if p.requires_grad)
        rows.append((size, sum(score(g, *train) for g in f) / len(f), sum(score(g, *test) for g in f) / len(f)))
    return rows


# %% wrong="complexity_scores" why="'Networks and data stay as they are': turns the networks into float64, for good" passes="visible"
def complexity_scores(families, train, test):
    def score(network, states, returns):
        with torch.no_grad():
            mse = (network.double()(states.double())[:, 0] - returns.double()).square().mean()
        return (1 - mse / returns.double().var(correction=0)).item()

    rows = []
    for f in families:
        size = sum(p.numel() for p in f[0].parameters())
        rows.append((size, sum(score(g, *train) for g in f) / len(f), sum(score(g, *test) for g in f) / len(f)))
    return rows


# %% wrong="complexity_scores" why="'all entries of all weights and biases': counts each layer as inputs + 1 times outputs, though a layer may have no bias"
def complexity_scores(families, train, test):
    def score(network, states, returns):
        with torch.no_grad():
            mse = (network(states)[:, 0] - returns).square().mean()
        return (1 - mse / returns.var(correction=0)).item()

    rows = []
    for f in families:
        size = sum((m.in_features + 1) * m.out_features for m in f[0].modules() if isinstance(m, nn.Linear))
        rows.append((size, sum(score(g, *train) for g in f) / len(f), sum(score(g, *test) for g in f) / len(f)))
    return rows


# %% wrong="simplest_good" why="'whose mean is at least': strictly more, or the best itself"
def simplest_good(n_parameters, scores):
    means = scores.mean(dim=0)
    order = sorted(range(len(n_parameters)), key=lambda k: n_parameters[k])
    best = max(order, key=lambda k: means[k].item())
    limit = means[best] - scores[:, best].std() / len(scores) ** 0.5
    return next((k for k in order if means[k] > limit), best)


# %% wrong="simplest_good" why="'whose mean is at least the best mean less that standard error': means and limit are rounded to two digits" passes="visible"
def simplest_good(n_parameters, scores):
    means = scores.mean(dim=0).tolist()
    best = max(range(len(means)), key=lambda k: (means[k], -n_parameters[k]))
    limit = means[best] - (scores[:, best].std() / len(scores) ** 0.5).item()
    good = [k for k in range(len(means)) if round(means[k], 2) >= round(limit, 2)]
    return min(good, key=lambda k: n_parameters[k])


# %% wrong="loss_by_step_figure" why="'at the lowest test loss': the first that is within one per cent of the lowest" passes="visible"
def loss_by_step_figure(noises, steps, train_losses, test_losses):
    figure, table = plt.subplots(1, len(noises), sharey=True, squeeze=False)
    for axes, noise, train, test in zip(table[0], noises, train_losses, test_losses):
        axes.plot(steps, train, label="training loss")
        axes.plot(steps, test, label="test loss")
        best = (test <= 1.01 * test.min()).tolist().index(True)
        axes.plot(steps[best], test[best], "ko")
        axes.set(title=f"noise {noise:g}", xlabel="step", ylabel="loss", yscale="log")
        axes.legend()
    return figure


# %% right="loss_by_size_figure" why="no margins at all: the limits are those of the data, up to rounding"
def loss_by_size_figure(sizes, train_losses, test_losses, noise):
    fig, ax = plt.subplots()
    ax.set_xscale("log")
    ax.margins(0)
    for runs, name in ((train_losses, "seen"), (test_losses, "unseen")):
        lower, upper = plots.mean_interval(runs)
        (line,) = ax.plot(sizes, runs.mean(dim=0), label=name)
        ax.fill_between(sizes, lower, upper, color=line.get_color(), alpha=0.3)
    ax.axhline(noise**2, color="black", label="variance")
    ax.set_xlabel("examples")
    ax.set_ylabel("mean squared error")
    fig.legend()
    return fig


# %% right="loss_by_step_figure" why="no margins at all: the limits are those of the data, up to rounding"
def loss_by_step_figure(noises, steps, train_losses, test_losses):
    fig, panels = plt.subplots(1, len(noises), sharey=True, squeeze=False)
    for ax, noise, seen, new in zip(panels[0], noises, train_losses, test_losses):
        ax.set_yscale("log")
        ax.margins(0)
        ax.plot(steps, seen, label="train")
        ax.plot(steps, new, label="test")
        k = int(np.argmin(new.numpy()))
        ax.plot(steps[k], new[k], "s", color="black", clip_on=False)
        ax.set(title=f"noise {noise:g}", xlabel="step", ylabel="loss")
        ax.legend()
    return fig


# %% right="complexity_scores" why="numbers of the layers, a bias where there is one"
def complexity_scores(families, train, test):
    def size(network):
        linear = [one for one in network.modules() if isinstance(one, nn.Linear)]
        return sum(m.in_features * m.out_features + (m.out_features if m.bias is not None else 0) for m in linear)

    def score(network, data):
        states, returns = data
        left = (network(states).detach().reshape(-1) - returns).pow(2).mean()
        return 1 - float(left) / float(returns.var(unbiased=False))

    return [(size(f[0]), *(sum(score(g, d) for g in f) / len(f) for d in (train, test))) for f in families]


# %% right="simplest_good" why="distances to the best, the root of a variance over n"
def simplest_good(n_parameters, scores):
    table = scores.numpy()
    means = table.mean(axis=0)
    best = min((k for k in range(len(means)) if means[k] == means.max()), key=lambda k: n_parameters[k])
    error = math.sqrt(table[:, best].var(ddof=1) / len(table))
    good = [k for k in range(len(means)) if means[best] - means[k] <= error]
    return min(good, key=lambda k: n_parameters[k])


# %% wrong="loss_by_size_figure" why="'from the smallest size': the level begins at a fourth of the width"
def loss_by_size_figure(sizes, train_losses, test_losses, noise):
    figure, axes = plt.subplots()
    for name, runs in (("training loss", train_losses), ("test loss", test_losses)):
        plots.curve_with_interval(axes, sizes, runs.numpy(), label=name)
    axes.axhline(noise**2, xmin=0.25, color="black", lw=1, label="noise variance")
    axes.set(xscale="log", xlabel="examples", ylabel="loss")
    axes.legend()
    return figure


# %% wrong="loss_by_size_figure" why="'that of the losses': the label of y says only that means over runs are drawn"
def loss_by_size_figure(sizes, train_losses, test_losses, noise):
    figure, axes = plt.subplots()
    for name, runs in (("training loss", train_losses), ("test loss", test_losses)):
        plots.curve_with_interval(axes, sizes, runs.numpy(), label=name)
    axes.axhline(noise**2, color="black", lw=1, label="noise variance")
    axes.set(xscale="log", xlabel="number of examples", ylabel="average over the runs")
    axes.legend()
    return figure


# %% wrong="loss_by_size_figure" why="'that of the sizes': the label of x tells of the scale alone"
def loss_by_size_figure(sizes, train_losses, test_losses, noise):
    figure, axes = plt.subplots()
    for name, runs in (("training loss", train_losses), ("test loss", test_losses)):
        plots.curve_with_interval(axes, sizes, runs.numpy(), label=name)
    axes.axhline(noise**2, color="black", lw=1, label="noise variance")
    axes.set(xscale="log", xlabel="logarithmic", ylabel="loss")
    axes.legend()
    return figure


# %% wrong="loss_by_size_figure" why="'for each of the two kinds': a band that is narrow everywhere is left out" passes="visible"
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


# %% wrong="loss_by_size_figure" why="'wherever that lies': a variance far above the losses is drawn lower" passes="visible"
def loss_by_size_figure(sizes, train_losses, test_losses, noise):
    figure, axes = plt.subplots()
    for name, runs in (("training loss", train_losses), ("test loss", test_losses)):
        plots.curve_with_interval(axes, sizes, runs.numpy(), label=name)
    top = max(train_losses.max().item(), test_losses.max().item())
    axes.axhline(min(noise**2, 2 * top), color="black", lw=1, label="noise variance")
    axes.set(xscale="log", xlabel="examples", ylabel="loss")
    axes.legend()
    return figure


# %% wrong="loss_by_step_figure" why="'Two titles may be equal': panels of equal titles are joined" passes="visible"
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


# %% wrong="loss_by_step_figure" why="'all training losses, however many': of more than 100 steps only some are drawn" passes="visible"
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


# %% wrong="loss_by_step_figure" why="'however small': losses below 1e-6 are drawn at 1e-6" passes="visible"
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


# %% wrong="loss_by_step_figure" why="'noise {noise:g}': numbers with many digits are written in full" passes="visible"
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


# %% wrong="loss_by_step_figure" why="'one of the words step, ...': the label says time"
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


# %% wrong="loss_by_step_figure" why="'the same limits': a panel of much smaller losses has limits of its own" passes="visible"
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


# %% wrong="regularised_loss" why="'whatever the names of the blocks': leaves out what has bias anywhere in its name"
def regularised_loss(network, states, returns, strength):
    errors = network(states)[:, 0] - returns
    price = sum(p.square().sum() for name, p in network.named_parameters() if "bias" not in name)
    return errors.square().mean() + strength * price


# %% wrong="regularised_loss" why="'whatever the names of the blocks': takes what has weight anywhere in its name"
def regularised_loss(network, states, returns, strength):
    errors = network(states)[:, 0] - returns
    price = sum(p.square().sum() for name, p in network.named_parameters() if "weight" in name)
    return errors.square().mean() + strength * price


# %% wrong="regularised_loss" why="the weights of this network: the list of weights is kept for each architecture" passes="visible"
WEIGHTS_OF = {}


def regularised_loss(network, states, returns, strength):
    key = repr(network)
    if key not in WEIGHTS_OF:
        WEIGHTS_OF[key] = [p for p in network.parameters() if p.ndim == 2]
    errors = network(states)[:, 0] - returns
    return errors.square().mean() + strength * sum(w.square().sum() for w in WEIGHTS_OF[key])


# %% wrong="ridge_weights" why="'a million times as far from zero': mean of products minus product of means"
def ridge_weights(features, targets, strength):
    n, k = features.shape
    mean_x, mean_y = features.mean(dim=0), targets.mean()
    c = features.T @ features / n - torch.outer(mean_x, mean_x)
    b = features.T @ targets / n - mean_x * mean_y
    w = torch.linalg.solve(c + strength * torch.eye(k, dtype=c.dtype), b)
    return w, mean_y - mean_x @ w


# %% wrong="complexity_scores" why="'Buffers are no parameters': counts the state_dict" passes="visible"
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


# %% wrong="complexity_scores" why="'far from zero': sum of squares minus n times the squared mean" passes="visible"
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


# %% wrong="complexity_scores" why="'all examples': mean of the means of batches, the last of which is shorter" passes="visible"
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


# %% wrong="complexity_scores" why="'differ very little': a denominator of at least 1e-6" passes="visible"
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


# %% wrong="complexity_scores" why="'Two families may have the same architecture': rows kept by architecture" passes="visible"
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


# %% wrong="simplest_good" why="'may differ by a single one': numbers of parameters in float32" passes="visible"
def simplest_good(n_parameters, scores):
    sizes = torch.tensor(list(n_parameters), dtype=torch.float32)
    means = scores.mean(dim=0)
    best = min(range(len(sizes)), key=lambda k: (-means[k].item(), n_parameters[k]))
    bound = means[best] - scores[:, best].std() / len(scores) ** 0.5
    return int(torch.where(means >= bound, sizes, torch.inf).argmin())


# %% wrong="loss_by_size_figure" why="'noise**2': rounded to two decimals" passes="visible"
def loss_by_size_figure(sizes, train_losses, test_losses, noise):
    figure, axes = plt.subplots()
    for name, runs in (("training loss", train_losses), ("test loss", test_losses)):
        plots.curve_with_interval(axes, sizes, runs.numpy(), label=name)
    variance = round(noise**2, 2)
    axes.axhline(variance, color="black", lw=1, label=f"noise variance {variance}")
    axes.set(xscale="log", xlabel="examples", ylabel="loss")
    axes.legend()
    return figure


# %% right="loss_by_size_figure" why="hlines from the first size to the last, base 2, other words, labels at the figure"
def loss_by_size_figure(sizes, train_losses, test_losses, noise):
    figure, axes = plt.subplots()
    for runs, name in ((train_losses, "seen"), (test_losses, "unseen")):
        mean, (low, high) = runs.mean(dim=0), plots.mean_interval(runs)
        axes.plot(sizes, mean, label=name)
        axes.fill_between(sizes, low, high, alpha=0.3)
    axes.hlines(noise**2, sizes[0], sizes[-1], color="k", label="$\\sigma^2$")
    axes.set_xscale("log", base=2)
    figure.supxlabel("$n$ (log scale)")
    figure.supylabel("MSE in m$^2$")
    axes.legend()
    return figure


# %% right="regularised_loss" why="the last part of each name"
def regularised_loss(network, states, returns, strength):
    loss = nn.functional.mse_loss(network(states).reshape(-1), returns)
    for name, one in network.named_parameters():
        if name.split(".")[-1] == "weight":
            loss = loss + strength * (one * one).sum()
    return loss


# %% right="ridge_weights" why="a column of ones and lstsq, parts of one solution, no means taken away"
def ridge_weights(features, targets, strength):
    n, k = features.shape
    ones = torch.ones(n, 1, dtype=features.dtype)
    price = torch.eye(k, k + 1, dtype=features.dtype) * (n * strength) ** 0.5
    rows = torch.cat([torch.cat([features, ones], dim=1), price])
    goals = torch.cat([targets, torch.zeros(k, dtype=targets.dtype)])
    found = torch.linalg.lstsq(rows, goals[:, None]).solution[:, 0]
    return found[:-1], found[-1]


# %% right="ridge_weights" why="the singular values of the centred features"
def ridge_weights(features, targets, strength):
    middle = features.mean(0)
    u, s, v = torch.linalg.svd(features - middle, full_matrices=False)
    shrunk = s / (s**2 + len(features) * strength) * (u.T @ (targets - targets.mean()))
    weights = v.T @ shrunk
    return weights, (targets - features @ weights).mean()


# %% right="complexity_scores" why="NumPy in float64, parameters_to_vector, deviations from the mean"
def complexity_scores(families, train, test):
    def r2(network, states, returns):
        guess = network(states).detach().numpy().ravel().astype(float)
        aims = returns.numpy().astype(float)
        return float(1 - ((guess - aims) ** 2).sum() / ((aims - aims.mean()) ** 2).sum())

    rows = []
    for family in families:
        size = len(nn.utils.parameters_to_vector(family[0].parameters()))
        scores = np.array([[r2(one, *train), r2(one, *test)] for one in family])
        rows.append((size, *scores.mean(axis=0).tolist()))
    return rows


# %% right="simplest_good" why="argsort of whole numbers, a mask, the first that is true"
def simplest_good(n_parameters, scores):
    order = torch.tensor(list(n_parameters)).argsort()
    ordered = scores[:, order]
    means = ordered.mean(0)
    best = int((means == means.max()).nonzero()[0, 0])
    enough = means >= means[best] - ordered[:, best].std() / len(scores) ** 0.5
    return order[int(enough.nonzero()[0, 0])].item()
