"""Adapters that misbehave as the first word of the page tells them: every way in which an extractor might be seen to fail."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

MB = 1 << 20


def act(page: str, *, port: int = 9) -> str:
    """Do what the page's first word says; ordinary pages come back in capitals."""
    word = page.split(maxsplit=1)[0] if page.split() else ""
    return ACTS[word](page, port) if word in ACTS else page.upper()


def _hang(page: str, port: int) -> str:
    while True:
        time.sleep(60)


def _spin(page: str, port: int) -> str:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    while True:
        pass


def _exit(page: str, port: int) -> str:
    os._exit(3)


def _sysexit(page: str, port: int) -> str:
    sys.exit("leaving")


def _raise(page: str, port: int) -> str:
    raise ValueError("two\nlines\x1b[31m and \ud800 a surrogate")


def _rude(page: str, port: int) -> str:
    class RudeError(Exception):
        def __str__(self) -> str:
            raise RuntimeError("no message for you")

    raise RudeError


def _segfault(page: str, port: int) -> str:
    ctypes.string_at(0)
    return page


def _abort(page: str, port: int) -> str:
    os.abort()


def _kill(page: str, port: int) -> str:
    os.kill(os.getpid(), signal.SIGKILL)
    return page


def _eat(page: str, port: int) -> str:
    held = []
    while True:
        held.append(bytearray(16 * MB))


def _flood(page: str, port: int) -> str:
    line = b"x" * 65_536
    for _ in range(64):
        os.write(1, line)
    print("and through Python", flush=False)
    return "flooded"


def _print(page: str, port: int) -> str:
    print('{"type": "result", "id": 1, "status": "ok", "length": 0}')
    sys.stderr.write("said aloud\n")
    return "printed"


def _connect(page: str, port: int) -> str:
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
        return "reached"
    return "refused"


def _escape(page: str, port: int) -> str:
    """Try from another process, which no audit hook sees."""
    code = f"import socket; socket.create_connection(('127.0.0.1', {port}), 1)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)
    return "reached" if done.returncode == 0 else "refused"


def _fork(page: str, port: int) -> str:
    if os.fork() == 0:
        time.sleep(600)
    return "forked"


def _return_twice(page: str, port: int) -> str:
    os.fork()
    return "one"


def _daemon(page: str, port: int) -> str:
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            time.sleep(600)
        os._exit(0)
    return "daemon"


def _orphan_then_die(page: str, port: int) -> str:
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            os.setsid()
            time.sleep(600)
        time.sleep(600)
    os._exit(0)


def _subprocess(page: str, port: int) -> str:
    subprocess.Popen(["sleep", "600"], start_new_session=True)
    time.sleep(600)
    return ""


def _close_all(page: str, port: int) -> str:
    os.closerange(0, 4096)
    time.sleep(600)
    return ""


def _close_stdout(page: str, port: int) -> str:
    sys.stdout.close()
    sys.stderr.close()
    return "closed"


def _not_text(page: str, port: int) -> str:
    return None  # type: ignore[return-value]


def _surrogate(page: str, port: int) -> str:
    return "a\ud800b\ud83d\ude00c"


def _recurse(page: str, port: int) -> str:
    return _recurse(page, port)


def _long(page: str, port: int) -> str:
    return "long " * (10 * MB // 5)


def _litter(page: str, port: int) -> str:
    Path("litter").mkdir(exist_ok=True)
    (Path(tempfile.gettempdir()) / "litter" / "file").write_text("x", encoding="ascii")
    (Path.home() / "home").write_text("x", encoding="ascii")
    return f"{Path.cwd() == Path(tempfile.gettempdir()) == Path.home()}"


def _read_stdin(page: str, port: int) -> str:
    return f"read {len(sys.stdin.read())}"


def _late_exit(page: str, port: int) -> str:
    threading.Timer(0.05, os._exit, [5]).start()
    time.sleep(600)
    return ""


def _break_wire(page: str, port: int) -> str:
    for fd in range(100, 110):
        with contextlib.suppress(OSError):
            os.write(fd, b"this is no frame\n")
    return "broke"


def _blank(page: str, port: int) -> str:
    return " \n\t"


ACTS = {
    "hang": _hang,
    "spin": _spin,
    "exit": _exit,
    "sysexit": _sysexit,
    "raise": _raise,
    "rude": _rude,
    "segfault": _segfault,
    "abort": _abort,
    "kill": _kill,
    "eat": _eat,
    "flood": _flood,
    "print": _print,
    "connect": _connect,
    "escape": _escape,
    "fork": _fork,
    "return-twice": _return_twice,
    "daemon": _daemon,
    "orphan": _orphan_then_die,
    "subprocess": _subprocess,
    "close-all": _close_all,
    "close-stdout": _close_stdout,
    "not-text": _not_text,
    "surrogate": _surrogate,
    "recurse": _recurse,
    "long": _long,
    "litter": _litter,
    "read-stdin": _read_stdin,
    "late-exit": _late_exit,
    "break-wire": _break_wire,
    "blank": _blank,
}
