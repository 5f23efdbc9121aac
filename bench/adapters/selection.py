"""Names to adapters: the table, plug-ins, the configuration, ``module:function``, ``name@version``."""

import re
import shlex
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from bench.adapters.table import ADAPTERS
from bench.errors import AdapterError
from bench.model import Adapter, Kind
from bench.registry import packages, part, plugins, resolve, unknown

GROUP = "boilerbench.adapters"
_EXAMPLE = "--adapters 'filter:lynx -dump -stdin'"
_FILTER = re.compile(r"(?:(?P<name>[\w.@+-]+)=)?filter:(?P<command>.*)", re.DOTALL)
_UNSAFE = re.compile(r"[^\w.@+:-]+")


def known(own: Mapping[str, Adapter] | None = None) -> dict[str, Adapter]:
    """Return every adapter by name: ours, plug-ins', then ``own`` (configured), later ones winning."""
    return {**ADAPTERS, **_plugins(), **(own or {})}


def groups(adapters: Mapping[str, Adapter]) -> dict[str, tuple[str, ...]]:
    """Return the groups: ``core`` needs no extra, ``floors`` are yardsticks, ``all`` is all with text.

    ``markdown`` are those that keep structure; they are no ``core``, where each stands with its text alone. ``metadata`` return
    title, author and date instead of text.
    """
    return {
        "core": tuple(name for name, adapter in adapters.items() if not adapter.extra and adapter.output == "text"),
        "markdown": tuple(name for name, adapter in adapters.items() if adapter.output in {"html", "markdown"}),
        "metadata": tuple(name for name, adapter in adapters.items() if adapter.output == "metadata"),
        "floors": tuple(name for name, adapter in adapters.items() if adapter.floor),
        "all": tuple(name for name, adapter in adapters.items() if adapter.output != "metadata"),
    }


def select(names: Sequence[str] = ("core",), own: Mapping[str, Adapter] | None = None) -> tuple[Adapter, ...]:
    """Return the adapters that names, groups, ``name@version`` and ``module:function`` stand for.

    Each once, in the order asked for; a leading ``-`` takes a name or group away again. Raises AdapterError for an unknown name.
    """
    adapters = known(own)
    chosen: dict[str, Adapter] = {}
    for name in names:
        named = {adapter.name: adapter for adapter in _named(name.removeprefix("-"), adapters)}
        chosen = {key: chosen[key] for key in chosen if key not in named} if name.startswith("-") else chosen | named
    if not chosen:
        raise AdapterError("no adapter is selected", "at least one name or group", "boilerbench list")
    return tuple(chosen.values())


def by_name(names: Sequence[str], own: Mapping[str, Adapter] | None = None) -> frozenset[str]:
    """Return the adapters asked for one by one, not as members of a group, and not taken away again."""
    adapters = known(own)
    single = [name for name in names if not name.startswith("-") and (name in adapters or name not in groups(adapters))]
    left = {adapter.name for adapter in select(names, own)}
    return frozenset(adapter.name for name in single for adapter in _named(name, adapters)) & left


def _named(name: str, adapters: Mapping[str, Adapter]) -> tuple[Adapter, ...]:
    """Return the adapters one name stands for."""
    if name in adapters:
        return (adapters[name],)
    if name in (group := groups(adapters)):
        return tuple(adapters[member] for member in group[name])
    head, at, version = name.rpartition("@")
    if at and head in adapters and version:
        if not adapters[head].package or adapters[head].command:
            raise AdapterError(f"{head} has no versions to choose from", "an adapter of a Python package", "boilerbench list")
        return (replace(adapters[head], name=name, env=f"{adapters[head].package}@{version}"),)
    if filtered := _FILTER.fullmatch(name):
        return (_filter(filtered["name"] or "", filtered["command"]),)
    if ":" in name:
        return (Adapter(_UNSAFE.sub("-", name), name),)
    raise unknown("adapter", name, {*adapters, *group}, AdapterError, "boilerbench list")


def _filter(name: str, command: str) -> Adapter:
    """Return the adapter of a command that reads a page and prints text, ``name`` or named after itself."""
    try:
        words = shlex.split(command)
    except ValueError as problem:
        raise AdapterError(f"the command of {command!r} cannot be read: {problem}", "words as a shell takes them", _EXAMPLE) from None
    if not words:
        raise AdapterError("a filter without a command", "filter:COMMAND", _EXAMPLE)
    return Adapter(name or re.sub(r"[^\w.@+]+", "-", " ".join(words)).strip("-."), command=(*part("filter", "text", ""), *words))


def _plugins() -> dict[str, Adapter]:
    """Return the adapters of entry points: each names an Adapter, or a function that becomes one."""
    return {name: _plugin(name, target, packages(GROUP).get(name, "")) for name, target in plugins(GROUP).items()}


def _plugin(name: str, target: str, package: str) -> Adapter:
    """Return an entry point's adapter; of one that cannot be loaded its worker will say why."""
    plain = Adapter(name, target, package)
    try:
        named = resolve(target)
    except (ImportError, AttributeError, SyntaxError):
        return plain
    return replace(named, name=name) if isinstance(named, Adapter) else plain


def accepted(adapters: Iterable[Adapter], kinds: Iterable[str]) -> tuple[Adapter, ...]:
    """Return the adapters that take a kind of page given; a text dump can be wrapped as HTML."""
    present = set(kinds)
    usable = present | {Kind.HTML} if Kind.TEXT in present else present
    return tuple(adapter for adapter in adapters if usable.intersection(adapter.kinds))
