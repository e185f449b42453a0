"""The classes that a world has itself: what a name that comes over the line may stand for.

Nothing is imported to find a class, and a given cell's class is known by its own name alone. A class that a student defines is never known
here; its objects come as handles.
"""

import sys
import types
from collections.abc import Mapping
from typing import Any

_LIBRARIES = frozenset({"builtins", "collections", "gymnasium", "matplotlib", "numpy", "rlcourse", "torch"})
"""Packages whose classes a name may stand for."""
_OWN = "__main__"


class Known:
    """Finds classes by name, and names by class.

    Args:
        given: What given cells define, by name. The world may add to it.
        libraries: Further packages whose classes may be found.
    """

    def __init__(self, given: Mapping[str, Any], libraries: frozenset[str] = frozenset()) -> None:
        self._given = given
        self._libraries = _LIBRARIES | libraries

    def find(self, module: object, name: object) -> type | None:
        """The class of a name, or None."""
        if type(module) is not str or type(name) is not str:
            return None
        if module == _OWN:
            found = self._given.get(name)
        elif self.is_of_a_library(module):
            found = sys.modules.get(module)
            for part in name.split("."):
                found = vars(found).get(part) if found is not None and hasattr(found, "__dict__") else None
        else:
            return None
        return found if isinstance(found, type) else None

    def is_of_a_library(self, module: object) -> bool:
        """Whether a module belongs to Python or to a package that both worlds have, not to the notebook."""
        root = str(module).split(".")[0]
        return root in self._libraries or (root in sys.stdlib_module_names and root != _OWN)

    def is_given(self, value: object) -> bool:
        """Whether a value is a class or function of a given cell, which both worlds have by the same name."""
        return isinstance(value, type | types.FunctionType) and value.__module__ == _OWN and self._given.get(value.__name__) is value

    def name(self, kind: type) -> tuple[str, str] | None:
        """Module and name by which :meth:`find` would find a class, or None."""
        name = (_OWN, kind.__name__) if kind.__module__ == _OWN else (kind.__module__, kind.__qualname__)
        return name if self.find(*name) is kind else None


def given_in(namespace: Mapping[str, Any]) -> dict[str, Any]:
    """The classes and functions that a notebook's cells have defined, by name."""
    return {
        name: value
        for name, value in namespace.items()
        if isinstance(value, type | types.FunctionType) and value.__module__ == _OWN and value.__name__ == name
    }
