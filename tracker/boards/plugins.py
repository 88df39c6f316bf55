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
from importlib.metadata import EntryPoint, entry_points

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
    loaded: dict[str, Board] = {}
    for entry_point in entry_points(group="tracker"):
        plugin = f"the plugin {entry_point.name!r} of {entry_point.dist.name if entry_point.dist else 'a package'}"
        for name, board in _boards_of(entry_point, plugin).items():
            if name in names_taken or name in loaded:
                message = f"{plugin} offers a board {name!r}, which already exists; it needs another name"
                raise UsageError(message)
            if not isinstance(board, Board):
                message = f"{plugin} offers {board!r} as the board {name!r}; it should be a tracker.boards.Board"
                raise UsageError(message)
            loaded[name] = plugin_types.checked(name, board)
    return loaded


def _boards_of(entry_point: EntryPoint, plugin: str) -> Mapping[str, Board]:
    """Load a plugin, and return its boards. A module that has nothing to do with boards has none."""
    manager = pluggy.PluginManager("tracker")
    manager.add_hookspecs(_Hooks)
    try:
        module = entry_point.load()
        manager.register(module, name=entry_point.name)
        manager.check_pending()
        implementations = manager.hook.tracker_boards.get_hookimpls()
        offered = [implementation.function() for implementation in implementations]
    except Exception as error:
        words = " ".join(str(error).split())
        message = f"{plugin} can't be loaded ({type(error).__name__}: {words}); fix it, or uninstall its package"
        raise UsageError(message) from error
    if not offered and hasattr(module, "tracker_boards"):
        message = f"{plugin} has a function tracker_boards without @hookimpl; add it, or uninstall its package"
        raise UsageError(message)
    boards = offered[0] if offered else {}
    if not isinstance(boards, Mapping):
        message = f"{plugin}: tracker_boards should return a mapping of names to boards, not {boards!r:.100}"
        raise UsageError(message)
    return boards
