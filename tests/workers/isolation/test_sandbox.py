"""Attacks on the network, the files, the processes and the memory of whoever runs an extractor: each is held, or its lack is said."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import tempfile
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from bench.environments import launch
from bench.model import Adapter, Status
from bench.workers.isolation import namespaces, sandbox, seccomp
from bench.workers.limits import Limits
from bench.workers.schedule import Schedule, Unit
from tests.toys import attacks, pages

if TYPE_CHECKING:
    from collections.abc import Iterator

ATTEMPT = (Status.NETWORK, "1 attempt to reach a network, refused")
HELD = (Status.OK, "held")
NO_SPACE = (Status.ERROR, "OSError: [Errno 28] No space left on device")
NONE = (Status.ERROR, "PermissionError: [Errno 13] Permission denied: '/dev/shm/big'")
OVER = (Status.MEMORY, "more than 160 MB resident")
ATTACKS: dict[str, tuple[Any, ...]] = {  # by word: the protections it takes, and what may come of it
    "work": ((), HELD),
    "ctypes-connect": (("network", "attempts"), ATTEMPT),
    "child-connect": (("network", "attempts"), ATTEMPT),
    "grandchild-connect": (("network", "attempts"), ATTEMPT),
    "flood-of-attempts": (("network", "attempts"), (Status.NETWORK, "over 1,000 attempts to reach a network, refused")),
    "local-socket": (("attempts",), HELD),
    "ring": (("attempts",), HELD),
    "segment": (("attempts",), HELD),
    "setns": (("privileges",), HELD),
    "environ": (("processes",), HELD),
    "memory-of-others": (("processes",), HELD),
    "signal-others": (("processes",), HELD),
    "stop-the-parent": (("processes",), HELD),
    "privileges": (("privileges",), HELD),
    "read": (("files",), HELD),
    "write": (("files",), HELD),
    "other-rows": (("files",), HELD),
    "memory-file": ((), OVER),
    "shared-memory": (("shared memory",), NO_SPACE, NONE, OVER),
}
HERE = Path(__file__).resolve().parents[3]


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """Give files that no worker may read or write, and services that none may reach; all are there, and nobody comes."""
    folder = tmp_path_factory.mktemp("attacked")
    (folder / "code").mkdir()
    for name in ("attacks.py",):
        (folder / "code" / name).write_bytes((pages.HERE / name).read_bytes())
    made = {name: folder / "code" / name / "file" for name in ("gold", "reports")}
    made |= {name: folder / name / "file" for name in ("out", "home", "temporary")}
    for place in made.values():
        place.parent.mkdir()
        place.write_text("secret", encoding="ascii")
    named = {"gold": made["gold"], "baseline": made["reports"], "run": made["out"], "home": made["home"], "temporary": made["temporary"]}
    with socket.create_server(("127.0.0.1", 0)) as server, socket.socket(socket.AF_UNIX) as service:
        service.bind(str(folder / "out" / "service"))
        service.listen()
        server.setblocking(False)
        service.setblocking(False)
        extra = {
            "port": str(server.getsockname()[1]),
            "service": str(folder / "out" / "service"),
            "code": str(folder / "code" / "attacks.py"),
        }
        yield {name: str(place) for name, place in named.items()} | extra | {"folder": str(folder)}
        for listening in (server, service):
            with pytest.raises(BlockingIOError):
                listening.accept()
    assert all(place.read_text(encoding="ascii") == "secret" for place in made.values())


def attack(places: dict[str, str], words: list[str]) -> dict[str, Any]:
    """Return what came of attacks, by word, and which protections were not in force."""
    folder = Path(places["folder"])
    settings = {name: place for name, place in places.items() if name != "folder"}
    adapters = [Adapter(name, "attacks:act", settings=settings, kinds=pages.ANY) for name in ("bad", "other")]
    before = dict(os.environ), tempfile.tempdir
    os.environ |= {"HOME": str(folder / "home"), "TMPDIR": str(folder / "temporary"), "SECRET_OF_THE_PARENT": "x"}
    tempfile.tempdir = None
    try:
        limits = Limits(deadline_s=20.0, memory_mb=160, start_s=60.0)
        pool = launch.pool(limits, 2, folder / "code", retime=False, sealed=[folder / "out"])
        work = [pages.corpus(["work", *words]).pages, pages.corpus(["work", "work"]).pages]
        units = [Unit(adapter, share, whole=True) for adapter, share in zip(adapters, work, strict=True)]
        with closing(pool.extract(Schedule(units))) as extractions:
            made = {int(one.page_id[1:]): one for one in extractions if one.adapter == "bad"}
    finally:
        os.environ.clear()
        os.environ |= before[0]
        tempfile.tempdir = before[1]
    results = {word: (made[place + 1].status.value, made[place + 1].text or made[place + 1].error) for place, word in enumerate(words)}
    return {"results": results, "unprotected": pool.unprotected}


@pytest.fixture(scope="module")
def outcome(places: dict[str, str]) -> dict[str, Any]:
    """Give what comes of all attacks with all that this system offers."""
    return attack(places, list(ATTACKS))


@pytest.mark.parametrize("word", ATTACKS)
def test_an_attack_is_held(word: str, outcome: dict[str, Any]) -> None:
    needed, *wanted = ATTACKS[word]
    if absent := [f"{name}: {outcome['unprotected'][name]}" for name in needed if name in outcome["unprotected"]]:
        pytest.skip(f"this system does not protect {'; '.join(absent)}")
    assert outcome["results"][word] in wanted


def test_attacks_are_real(places: dict[str, str]) -> None:
    """What is held in a worker is done where nothing holds it."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        assert attacks.act("ctypes-connect", port=str(server.getsockname()[1])) == "connected: 0"
        server.accept()[0].close()
    assert attacks.act("read", **places).count("secret") == 5
    assert attacks.act("signal-others").startswith("signal ")


WITHOUT = """
import errno, json, sys
from bench.workers.isolation import namespaces, sandbox, seccomp
seccomp.install(seccomp.program({name: errno.EPERM for name in sys.argv[1].split()}))
"""
ATTACKED = f"""{WITHOUT}
from tests.workers.isolation.test_sandbox import attack
print(json.dumps(attack(json.loads(sys.argv[2]), sys.argv[3].split())))
"""
RUN = f"""{WITHOUT}
from pathlib import Path
from bench.engine.progress import Lines
from bench.engine.run import run
from bench.report.build import build
from tests.toys import pages
corpus, own = pages.corpus(["one", "two"]), {{"plain": pages.user("mild:capitals", "plain")}}
done = run([corpus], ["plain"], out=Path(sys.argv[2]), options=pages.options(), progress=Lines(), own=own)
build(done.path, brief=True, corpora=[corpus])
"""
LANDLOCK, NAMESPACES, FILTERS = "landlock_create_ruleset", "unshare", "seccomp"


@pytest.mark.parametrize(
    ("refused", "absent"),
    [
        (NAMESPACES, set[str]()),  # a default container: filters and Landlock do
        (LANDLOCK, {"files", "processes"}),  # an older kernel
        (FILTERS, {"attempts"}),
        (f"{NAMESPACES} {FILTERS} {LANDLOCK}", {"network", "attempts", "files", "processes", "shared memory"}),
    ],
)
def test_where_the_system_refuses_something_all_else_is_held(
    refused: str, absent: set[str], places: dict[str, str], outcome: dict[str, Any]
) -> None:
    """What this system lacks anyway is absent too; what is absent is named with its reason."""
    lacking = absent | outcome["unprotected"].keys()
    words = [word for word, (needed, *_) in ATTACKS.items() if not lacking & set(needed)]
    found = json.loads(sandboxed(ATTACKED, refused, json.dumps(places | {"port": "9"}), " ".join(words)).stdout)
    assert absent - {"processes"} <= found["unprotected"].keys() <= lacking  # another user is kept from signals without Landlock too
    assert all(reason for reason in found["unprotected"].values())
    assert {word: said for word, said in found["results"].items() if tuple(said) not in ATTACKS[word][1:]} == {}


def sandboxed(code: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a program under a system that refuses something."""
    try:
        seccomp.program({})
    except OSError:
        pytest.skip("system calls of this machine are not known here")
    env = os.environ | {"PYTHONPATH": str(HERE), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run([sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=False, env=env, cwd=HERE)
    assert done.returncode == 0, done.stderr
    return done


def test_a_run_says_what_workers_were_not_kept_from(tmp_path: Path) -> None:
    done = sandboxed(RUN, f"{NAMESPACES} {FILTERS} {LANDLOCK}", str(tmp_path / "out"))
    warning = next(line for line in done.stderr.splitlines() if line.startswith("WARNING: workers can reach the network"))
    assert "whatever you can, gold and runs too (landlock_create_ruleset: Operation not permitted)" in warning
    (run,) = (tmp_path / "out" / "runs").iterdir()
    (adapter,) = json.loads((run / "manifest.json").read_text(encoding="utf-8"))["adapters"]
    assert {"network", "attempts", "files"} <= adapter["unprotected"].keys()
    assert "Isolation: workers can reach the network (" in next(run.rglob("index.html")).read_text(encoding="utf-8")


@pytest.mark.parametrize("shared", [True, False])
def test_shared_memory_is_emptied_where_it_is_ours_alone(shared: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "file").write_bytes(b"x")
    (tmp_path / "file").write_bytes(b"x")
    (tmp_path / "link").symlink_to("folder")
    monkeypatch.setattr(namespaces, "SHARED_MEMORY", str(tmp_path))
    sandbox.Sandbox({}, -1, (), tmp_path, shared).forget_shared()
    assert len(list(tmp_path.iterdir())) == (0 if shared else 3)
