"""Load boards from other packages.

A package offers boards by an entry point of the group `tracker` that names a module with this function:

    import tracker

    @tracker.hookimpl
    def tracker_boards():
        return {"acme": tracker.Board("Acme ATS", "https://jobs.acme.example/employer", recognise, own, read)}

The name is the value of `board` in tracker.toml. It must not be one of the tracker's own names. See docs/library.md for
a complete example.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

import pluggy

from tracker.boards import plugin_types
from tracker.boards.kit.board import Board
from tracker.model.errors import UsageError

hookspec = pluggy.HookspecMarker("tracker")
hookimpl = pluggy.HookimplMarker("tracker")


class _Hooks:
    """The hooks of a plugin."""

    @hookspec
    def tracker_boards(self) -> Mapping[str, Board]:  # type: ignore[empty-body]
        """Return boards by the name that `board` has in tracker.toml."""


def load(names_taken: Collection[str]) -> dict[str, Board]:
    """Load the boards of every installed plugin. Raise UsageError if a plugin fails or uses a name in `names_taken`."""
    manager = pluggy.PluginManager("tracker")
    manager.add_hookspecs(_Hooks)
    try:
        manager.load_setuptools_entrypoints("tracker")
        offered = manager.hook.tracker_boards()
    except Exception as error:
        message = (
            f"a plugin that offers boards can't be loaded ({type(error).__name__}: {error}); "
            "fix it, or uninstall its package"
        )
        raise UsageError(message) from error
    loaded: dict[str, Board] = {}
    for boards in offered:
        for name, board in boards.items():
            if name in names_taken or name in loaded:
                message = f"a plugin offers a board {name!r}, which already exists; it needs another name"
                raise UsageError(message)
            if not isinstance(board, Board):
                message = f"a plugin offers {board!r} as the board {name!r}; it should be a tracker.boards.Board"
                raise UsageError(message)
            loaded[name] = plugin_types.checked(name, board)
    return loaded
