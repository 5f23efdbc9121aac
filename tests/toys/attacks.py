"""Attacks of an adapter on whoever runs it, by the page's first word; each returns "held", or what it got hold of."""

from __future__ import annotations

import ctypes
import errno
import os
import signal
import socket
import struct
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

LIBC = ctypes.CDLL(None, use_errno=True)
MARK = b"SECRET_OF_THE_PARENT="


def act(page: str, **places: str) -> str:
    """Do what the page says; ordinary pages come back in capitals."""
    word = page.split(maxsplit=1)[0]
    return str(ACTS[word](places)) if word in ACTS else page.upper()


def _refused(step: Callable[[], object]) -> str:
    try:
        return f"got {step()!r}"[:200]
    except OSError:
        return "held"


def _all(steps: dict[str, Callable[[], object]]) -> str:
    return "; ".join(f"{name}: {said}" for name, step in steps.items() if (said := _refused(step)) != "held") or "held"


def _ctypes_connect(places: dict[str, str]) -> str:
    """No audit hook sees this."""
    address = struct.pack("=H", socket.AF_INET) + struct.pack("!H4s8x", int(places["port"]), bytes([127, 0, 0, 1]))
    end = LIBC.socket(socket.AF_INET, socket.SOCK_STREAM, 0)
    return f"connected: {LIBC.connect(end, address, len(address))}" if end >= 0 else "held"


def _child_connect(places: dict[str, str]) -> str:
    code = f"import socket; socket.create_connection(('127.0.0.1', {places['port']}), 1)"
    return "held" if subprocess.run([sys.executable, "-c", code], capture_output=True, check=False).returncode else "connected"


def _grandchild_connect(places: dict[str, str]) -> str:
    """From an orphan that left session and group."""
    read, write = os.pipe()
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            said = _ctypes_connect(places)
            os.write(write, said.encode())
        os._exit(0)
    os.close(write)
    os.wait()
    return os.read(read, 100).decode()


def _flood_of_attempts(places: dict[str, str]) -> str:
    for _ in range(100_000):
        LIBC.socket(socket.AF_INET6, socket.SOCK_DGRAM, 0)
    return "never stopped"


def _local_socket(places: dict[str, str]) -> str:
    """A service of this machine, as that of containers is, would do what we may not."""
    with socket.socket(socket.AF_UNIX) as end:
        return _refused(lambda: end.connect(places["service"]))


def _ring(places: dict[str, str]) -> str:
    """Operations of io_uring pass by filters of system calls."""
    ring = LIBC.syscall(425, 8, ctypes.create_string_buffer(240))
    return "held" if ring < 0 else "a ring"


def _ancestors() -> Iterator[int]:
    pid = os.getppid()
    while pid > 1:
        yield pid
        pid = int(Path(f"/proc/{pid}/stat").read_bytes().rpartition(b")")[2].split()[1])


def _setns(places: dict[str, str]) -> str:
    def enter(place: str) -> int:
        with open(place, "rb") as space:  # noqa: PTH123
            if LIBC.setns(space.fileno(), 0) != 0:
                raise OSError(ctypes.get_errno(), place)
        return 0

    kinds = ("net", "mnt", "user", "pid")
    return _all({f"{kind} {pid}": lambda pid=pid, kind=kind: enter(f"/proc/{pid}/ns/{kind}") for pid in _ancestors() for kind in kinds})  # type: ignore[misc]


def _environ(places: dict[str, str]) -> str:
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if MARK in (process / "environ").read_bytes():
                return f"read that of {process.name}"
        except OSError:
            continue
    return "held"


def _memory_of_others(places: dict[str, str]) -> str:
    traced = {f"ptrace {pid}": lambda pid=pid: _checked(LIBC.ptrace(16, pid, 0, 0)) for pid in _ancestors()}  # type: ignore[misc]
    opened = {f"mem {pid}": lambda pid=pid: os.close(os.open(f"/proc/{pid}/mem", os.O_RDONLY)) for pid in _ancestors()}  # type: ignore[misc]
    return _all(traced | opened)


def _checked(result: int) -> int:
    if result < 0:
        raise OSError(ctypes.get_errno(), "refused")
    return result


def _signal_others(places: dict[str, str]) -> str:
    own = {os.getpid()}
    others = [int(process.name) for process in Path("/proc").glob("[0-9]*") if int(process.name) not in own]
    return _all({f"signal {pid}": lambda pid=pid: os.kill(pid, 0) for pid in others})  # type: ignore[misc]


def _stop_the_parent(places: dict[str, str]) -> str:
    return _all({name.name: lambda name=name: os.kill(os.getppid(), name) for name in (signal.SIGSTOP, signal.SIGCONT)})  # type: ignore[misc]


def _privileges(places: dict[str, str]) -> str:
    state = dict(line.split(":\t", 1) for line in Path("/proc/self/status").read_text("ascii").splitlines() if ":\t" in line)
    kept = [name for name in ("CapPrm", "CapEff", "CapInh", "CapAmb") if int(state[name], 16)]
    if kept or state["NoNewPrivs"] != "1":
        return f"kept {kept}, no_new_privs {state['NoNewPrivs']}"
    return _all({
        "mount": lambda: _checked(LIBC.mount(b"tmpfs", b"/mnt", b"tmpfs", 0, None)),
        "another user": lambda: os.setuid(4242),
        "host name": lambda: socket.sethostname("mine"),
        "a device": lambda: os.mknod("disk", 0o60600, os.makedev(8, 0)),
    })  # fmt: skip


def _read(places: dict[str, str]) -> str:
    names = ("gold", "baseline", "run", "home", "temporary")
    return _all({name: Path(places[name]).read_bytes for name in names})


def _write(places: dict[str, str]) -> str:
    """Each is undone where it succeeds."""
    names = ("gold", "baseline", "run", "home", "temporary", "code")
    steps: dict[str, Callable[[], object]] = {f"write {name}": lambda name=name: Path(places[name]).open("r+b").close() for name in names}  # type: ignore[misc]
    steps |= {f"move {name}": lambda name=name: _moved(Path(places[name])) for name in names}  # type: ignore[misc]
    steps |= {f"make beside {name}": lambda name=name: _made(Path(places[name]).with_name("made")) for name in names}  # type: ignore[misc]
    steps["core pattern"] = lambda: Path("/proc/sys/kernel/core_pattern").open("r+b").close()
    return _all(steps)


def _moved(file: Path) -> str:
    file.rename(f"{file}~").rename(file)
    return "moved"


def _made(folder: Path) -> str:
    folder.mkdir()
    folder.rmdir()
    return "made"


def _other_rows(places: dict[str, str]) -> str:
    """The folders of other workers: their names are small numbers."""
    own = Path.home()
    found = [folder for server in range(1, 9) for folder in (own.parent.parent / str(server) / str(token) for token in range(1, 20))]
    others = [folder for folder in found if folder != own]
    steps: dict[str, Callable[[], object]] = {f"list {folder}": lambda folder=folder: list(folder.iterdir()) for folder in others}  # type: ignore[misc]
    steps |= {f"write {folder}": lambda folder=folder: (folder / "x").write_bytes(b"x") for folder in others}  # type: ignore[misc]
    steps |= {f"read {folder}": lambda folder=folder: (folder / "mine").read_bytes() for folder in others}  # type: ignore[misc]
    steps |= {f"delete {folder}": lambda folder=folder: folder.rmdir() for folder in others}  # type: ignore[misc]
    steps |= {f"delete in {folder}": lambda folder=folder: (folder / "mine").unlink() for folder in others}  # type: ignore[misc]
    return _all(steps)


def _memory_file(places: dict[str, str]) -> str:
    """Pages that are written, not mapped, are no resident memory."""
    file = os.memfd_create("big")
    for _ in range(300):
        os.write(file, bytes(1 << 20))
    signal.pause()
    return "300 MB"


def _shared_memory(places: dict[str, str]) -> str:
    with Path("/dev/shm/big").open("wb", buffering=0) as file:
        for _ in range(300):
            if file.write(bytes(1 << 20)) < 1 << 20:
                return "held"
    return "300 MB"


def _segment(places: dict[str, str]) -> str:
    return "held" if LIBC.shmget(0, 300 << 20, 0o1600) < 0 and ctypes.get_errno() == errno.ENOSYS else "a segment"


def _work(places: dict[str, str]) -> str:
    """What extractors need goes on working."""
    import lxml.html  # noqa: F401

    Path("mine").write_bytes(b"x")
    (Path.home() / "mine").rename("moved")
    Path("moved").rename("mine")
    left, right = socket.socketpair()
    left.send(b"x")
    with open(os.devnull, "wb") as nothing:  # noqa: PTH123
        nothing.write(right.recv(1) + os.urandom(1))
    program = subprocess.run([sys.executable, "-c", "print('fine')"], capture_output=True, text=True, check=True)
    return "held" if program.stdout == "fine\n" else program.stdout


ACTS: dict[str, Callable[[dict[str, str]], object]] = {
    "ctypes-connect": _ctypes_connect,
    "child-connect": _child_connect,
    "grandchild-connect": _grandchild_connect,
    "flood-of-attempts": _flood_of_attempts,
    "local-socket": _local_socket,
    "ring": _ring,
    "setns": _setns,
    "environ": _environ,
    "memory-of-others": _memory_of_others,
    "signal-others": _signal_others,
    "stop-the-parent": _stop_the_parent,
    "privileges": _privileges,
    "read": _read,
    "write": _write,
    "other-rows": _other_rows,
    "memory-file": _memory_file,
    "shared-memory": _shared_memory,
    "segment": _segment,
    "work": _work,
}
