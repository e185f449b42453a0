"""What is read of an answer's text, in the world that is trusted: it is parsed, never executed."""

import ast


def names_bound(text: str) -> list[str]:
    """The names that a cell binds at its top level by `def`, `class` or an assignment, in order.

    Args:
        text: The cell; one that is no Python binds nothing.
    """
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError):
        return []
    found: list[str] = []
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            found.append(node.name)
        targets = node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
        found += [part.id for target in targets for part in ast.walk(target) if isinstance(part, ast.Name)]
    return list(dict.fromkeys(found))
