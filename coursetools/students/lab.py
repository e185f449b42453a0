"""``make lab``: the student's own copies under ``work/``, the course home that links to them, and JupyterLab on it.

Nothing in ``work/`` that a student may have touched is ever overwritten: a part that is not there yet is copied from ``release/``, a
newer version is put beside a notebook that was begun, and the course home is written anew only as long as it bears its marker line.
"""

import contextlib
import datetime
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NoReturn
from urllib.parse import quote

from coursetools import files, syllabus
from coursetools.paths import ROOT, CourseError, order, part_number, search_path
from coursetools.students import progress, released, updates

HOME = "Home.md"
FEEDBACK = "feedback.html"
PATH = ("path.md", "path.svg")
"""Files of ``docs/`` that ``work/`` shows, too: JupyterLab shows nothing outside it."""
MARKER = "<!-- `make lab` writes this page anew each time. To keep a page of your own, delete this line. -->"
ROOT_OPTIONS = frozenset({"--ServerApp.root_dir", "--notebook-dir"})
"""JupyterLab's options for the folder that it shows."""
SETTINGS = Path(__file__).resolve().parent / "lab_settings"
"""The course's defaults for JupyterLab, for everybody and for students; what one sets in JupyterLab itself comes before them."""

EXTENSIONS = Path(__file__).resolve().parent / "labextensions"
"""Folder whose subfolders are extensions of JupyterLab: one, with the button that hands in."""
MAKEFILE = b"""\
# The course's commands work in this folder, too: `make lab` writes this file.
%:
\t@$(MAKE) --no-print-directory -C "{}" $@
"""


@dataclass
class Copies:
    """What became of the parts in ``work/``, by full name."""

    new: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    replaced: list[str] = field(default_factory=list)
    """Kept ones that were never saved, and are the newer release now."""
    updates: dict[str, Path] = field(default_factory=dict)
    """Newer versions that were put beside the student's notebook just now."""


def run(arguments: Sequence[str], *, root: Path = ROOT) -> int:
    """Bring ``work/`` up to date and start JupyterLab in the place of this process, so that Ctrl-C and signals reach it.

    Args:
        arguments: Options that are handed on to ``jupyter lab``.
        root: The course folder.

    Returns:
        Never: JupyterLab's exit status becomes that of the process.
    """
    copies = copy_releases(root)
    told = [f"{len(copies.kept)} as you left them"] if copies.kept else []
    told += [f"{len(copies.new)} new ({', '.join(part_number(name) for name in copies.new)})"] if copies.new else []
    print(f"[1/3] Your notebooks in work/: {', '.join(told) or 'none, since release/ holds none'}", flush=True)
    if copies.replaced:
        print(f"      newer versions of parts that you have not begun: {', '.join(map(part_number, copies.replaced))}", flush=True)
    for name, path in copies.updates.items():
        print(
            f"      {part_number(name)} has a newer version, with your answers: {path.relative_to(root)}. Yours is as you left it.",
            flush=True,
        )
    written = write_home(root)
    for folder in (root / "work", *sorted({path.parent for path in (root / "work").glob("*/*.ipynb")})):
        files.create(folder / "Makefile", MAKEFILE.replace(b"{}", os.path.relpath(root, folder).encode()))
    for name in PATH:
        if (page := root / "docs" / name).is_file():
            files.replace(root / "work" / name, page.read_bytes())
    print(f"[2/3] Course home: work/{HOME}{'' if written else ' (your own page: left as it is)'}", flush=True)
    if _names(arguments) & ROOT_OPTIONS and "NBGRADER_EXCHANGE" not in os.environ:
        (root / "exchange").mkdir(exist_ok=True)  # formgrader warns where it is missing, and nbgrader makes none
    print("[3/3] JupyterLab starts; Ctrl-C in this window stops it", flush=True)
    _start(command(root, arguments), environment(arguments), root)


def copy_releases(root: Path = ROOT, today: datetime.date | None = None) -> Copies:
    """Copy each released part that is not in ``work/`` yet, and put a newer version beside the notebook of a student who began.

    Args:
        root: The course folder.
        today: The date that the name of a newer release tells; by default today.
    """
    copies = Copies()
    day = today or datetime.datetime.now().astimezone().date()
    for release in sorted((root / "release").glob("*/*.ipynb"), key=lambda path: order(path.stem)):
        name = release.stem
        own = released.own(root, name)
        pristine = released.pristine(root, name)
        content = release.read_bytes()
        if files.create(own, content):
            copies.new.append(name)
            files.replace(pristine, content)
            continue
        copies.kept.append(name)
        before = released.cells(pristine)
        if before is not None and before != released.cells(release):
            old, mine = released.base(root, name).read_bytes(), own.read_bytes()
            if mine == old:
                files.replace(own, content)
                copies.replaced.append(name)
            else:
                copies.updates[name] = updates.put_beside(own, updates.carried_over(mine, old, content), day)
            files.create_free(pristine.with_name(f"{name} (until {day.isoformat()}).ipynb"), pristine.read_bytes())
        if before is None or name in copies.updates or name in copies.replaced:
            files.replace(pristine, content)
    return copies


def fetch_feedback(root: Path = ROOT) -> list[Path]:
    """Copy feedback pages that came into the course folder to the parts in ``work/``, where JupyterLab shows them.

    Returns:
        The pages that are new, or newer than the copy that was there.
    """
    fetched: list[Path] = []
    for page in sorted((root / "feedback").glob("[!.]*/*/*.html"), key=lambda path: path.stat().st_mtime):
        copy = root / "work" / page.stem / FEEDBACK
        content = page.read_bytes()
        if page.stem == page.parent.name and copy.parent.is_dir() and (not copy.exists() or copy.read_bytes() != content):
            files.replace(copy, content)
            fetched.append(copy)
    return fetched


def write_home(root: Path = ROOT) -> bool:
    """Write the course home, unless a student made a page of their own of it.

    Returns:
        Whether it was written.
    """
    path = root / "work" / HOME
    if path.exists() and MARKER not in path.read_text(encoding="utf-8", errors="replace"):
        return False
    files.replace(path, home(root).encode())
    return True


def home(root: Path = ROOT) -> str:
    """The course home: what to do, and the parts of the syllabus with links to the student's own copies."""
    course = syllabus.load(root / "syllabus.toml")
    own = {part_number(part.name): part for part in progress.of_course(root)}
    paths = {number: released.own(root, part.name) for number, part in own.items()}
    titles = {part.number: part.title for part in course.parts}
    lines = [f"# {course.title}", "", progress.bar(list(own.values())), ""]
    if part := progress.next_part(list(own.values())):
        number = part_number(part.name)
        lines += [f"**Go on here:** {number} [{titles.get(number, part.name)}]({_link(paths[number], root)}) ({part.words()})", ""]
    lines += [
        f"{len(own.keys() & titles.keys())} of {len(course.parts)} parts are ready: click a title to open your own copy. Work from top to "
        "bottom, and run each cell with Shift+Enter. The cell below an exercise tests your answer. To test all of it afresh, choose "
        "**Restart Kernel and Run All Cells** in the Kernel menu: the last cell lists what is left. (`make check-answers PART=1.1` in a "
        "terminal says the same, and your notebook stays as it is.) What is right is counted here when you save; open this page again to "
        "see it.",
        "",
        "To hand a part in, click **Hand in** above it. You may hand in as often as you like; every version is kept. (In a terminal: "
        "`make submit PART=1.1 STUDENT=your-name`.)",
        "",
    ]
    if (root / "docs" / PATH[0]).is_file():
        lines += [f"[Ways through the course]({PATH[0]}): what builds on what, and two plans, of 12 and of 26 weeks.", ""]
    newer = [(number, path) for number, part in own.items() for path in updates.of_part(part.name, root)]
    if newer:
        lines += [
            "## Newer versions",
            "",
            "The course was updated after you began these parts. Your notebooks are as you left them; the newer versions hold your "
            "answers, and say at their head what changed. Before you hand a newer one in, give your old notebook another name, and the "
            "new one the old name.",
            "",
            *(f"- {number}: [{path.stem}]({_link(path, root)})" for number, path in newer),
            "",
        ]
    for module, parts in course.modules().items():
        if ready := [part for part in parts if part.number in own]:
            lines += [f"## {module}", ""]
            lines += [
                f"- {part.number} [**{part.title}**]({_link(paths[part.number], root)}): {own[part.number].words()}"
                + _feedback(paths[part.number], root)
                for part in ready
            ]
            lines.append("")
    if waiting := [part for part in course.parts if part.number not in own]:
        lines += ["## In preparation", "", *(f"- {part.number} {part.title}" for part in waiting), ""]
    return "\n".join([*lines, MARKER, ""])


def after_save(model: Mapping[str, object], os_path: str, **_: object) -> None:
    """Bring the course home up to date when a notebook in ``work/`` was saved: JupyterLab's server calls it.

    Nothing that goes wrong here may keep a student from saving.

    Args:
        model: What was saved.
        os_path: Where.
        _: What the server tells besides.
    """
    path = Path(os_path)
    if model.get("type") == "notebook" and path.stem == path.parent.name and path.parent.parent.name == "work":
        with contextlib.suppress(OSError, ValueError, CourseError):
            write_home(path.parents[2])


def _feedback(own: Path, root: Path) -> str:
    page = own.with_name(FEEDBACK)
    return f", [feedback]({_link(page, root)})" if page.exists() else ""


def _link(path: Path, root: Path) -> str:
    return quote(path.relative_to(root / "work").as_posix(), safe="/")


def command(root: Path, arguments: Sequence[str]) -> list[str]:
    """The command that starts JupyterLab in ``work/`` with the course home open; options of one's own win over these."""
    given = _names(arguments)
    options: list[str] = []
    if not given & ROOT_OPTIONS:  # JupyterLab refuses an option that comes twice; and in another folder there is no course home to open
        options.append(f"--ServerApp.root_dir={root / 'work'}")
        options.append(f"--LabApp.extra_labextensions_path={EXTENSIONS}")
        if "--LabApp.default_url" not in given:
            options.append(f"--LabApp.default_url=/lab/tree/{HOME}")
    if hasattr(os, "geteuid") and os.geteuid() == 0 and "--allow-root" not in given:
        options.append("--allow-root")  # a container's only user: JupyterLab would refuse
    return [sys.executable, "-m", "jupyterlab", *options, *arguments]


def environment(arguments: Sequence[str] = ()) -> dict[str, str]:
    """What JupyterLab and its kernels are started with: nbgrader's programs by name, and the course's settings.

    Args:
        arguments: Options for ``jupyter lab``. One that names another folder than ``work/`` is an instructor's: formgrader is there then.
    """
    folders = [os.environ["JUPYTER_CONFIG_PATH"]] if os.environ.get("JUPYTER_CONFIG_PATH") else []
    folders.append(str(SETTINGS / "everybody"))
    if not _names(arguments) & ROOT_OPTIONS:
        folders.append(str(SETTINGS / "students"))
    return os.environ | {"PATH": search_path(), "JUPYTER_CONFIG_PATH": os.pathsep.join(folders)}


def _names(arguments: Sequence[str]) -> set[str]:
    """The names of options, without their values."""
    return {argument.split("=", maxsplit=1)[0] for argument in arguments}


def _start(arguments: Sequence[str], settings: dict[str, str], root: Path) -> NoReturn:
    # nbgrader's extensions look for nbgrader_config.py in the server's working folder.
    os.chdir(root)
    sys.stdout.flush()
    if os.name != "nt":
        os.execve(arguments[0], list(arguments), settings)
    process = subprocess.Popen(arguments, env=settings)
    while True:
        try:
            raise SystemExit(process.wait())
        except KeyboardInterrupt:  # JupyterLab gets it as well, and may ask before it stops
            continue
