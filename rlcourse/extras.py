"""Packages that a part needs beyond what all parts need: a clear word where one is missing."""

from importlib.util import find_spec


class MissingExtraError(ImportError):
    """A package is not installed. Its text says how to get it: notebooks show no traceback of the cell around it."""

    def _render_traceback_(self) -> list[str]:
        """What IPython shows in place of a traceback."""
        return str(self).splitlines()


def require(extra: str, *modules: str) -> None:
    """Go on where a part's own packages are installed.

    Args:
        extra: Name of the extra of ``pyproject.toml`` that brings them.
        modules: Top-level modules that it must provide; the extra's own name if there is none.

    Raises:
        MissingExtraError: One of them is missing; the text says how to install it.
    """
    missing = [module for module in modules or (extra,) if not is_there(module)]
    if missing:
        raise MissingExtraError(
            f"This part needs {' and '.join(missing)}, which {'is' if len(missing) == 1 else 'are'} not installed here.\n"
            f'  Run `make setup` in the folder of the course (in an environment of your own: pip install -e ".[{extra}]"),\n'
            "  then restart the kernel and run this cell again."
        )


def is_there(module: str) -> bool:
    """Whether a top-level module can be imported; nothing is."""
    return find_spec(module) is not None
