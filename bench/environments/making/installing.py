"""Filling the folder of an environment: a virtual environment by pip, Node's packages by npm, a Java worker by its compiler."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

from bench.environments import locking
from bench.environments.making import interpreters
from bench.errors import AdapterError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bench.config.recipe import Recipe

    Say = Callable[[str], None]

_ADAPTERS = Path(__file__).resolve().parents[2] / "adapters"
NODE_SOURCES = tuple(_ADAPTERS / "node" / name for name in ("package.json", "package-lock.json", "worker.mjs"))
JAVA_SOURCES = (_ADAPTERS / "java" / "Worker.java",)
JARS = ("boilerpipe", "nekohtml", "xercesImpl")  # of Debian's libboilerpipe-java and what that requires
_JAR_FOLDERS = (Path("/usr/share/java"), Path("/usr/local/share/java"))
_JAVA_HINT = "apt-get install default-jdk-headless libboilerpipe-java, then: boilerbench env create java"
_PATIENCE = 1800.0  # seconds for one installation


def python(folder: Path, recipe: Recipe, lock: Path, say: Say) -> str:
    """Make a virtual environment by its lock file if that fits; return its interpreter."""
    base = interpreters.find(recipe.python, folder.name)
    wanted = (*recipe.requirements, *([f"Python {recipe.python}"] if recipe.python else []))
    by_lock = locking.fits(lock, wanted)
    say(f"making a virtual environment with {' '.join(wanted)}" + (f", by {lock.name}" if by_lock else ""))
    _run("venv", [base, "-m", "venv", str(folder)], folder)
    made = str(folder / "bin" / "python")
    pip = [made, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input"]
    if by_lock:
        _run("pip", [*pip, "--require-hashes", "--no-deps", "-r", str(lock)], folder, f"boilerbench env create --update {folder.name}")
        return made
    report = folder / "installed.json"
    _run("pip", [*pip, "--report", str(report), *recipe.requirements], folder)
    if loose := locking.write(lock, wanted, json.loads(report.read_text(encoding="utf-8"))):
        say(f"{folder.name} has no lock file: {', '.join(loose)} came from a folder or an address, which no digest vouches for")
    report.unlink()
    return made


def node(folder: Path, say: Say) -> None:
    """Install the pinned Node packages beside a copy of the worker."""
    if shutil.which("node") is None or shutil.which("npm") is None:
        raise AdapterError("node and npm are not installed", "Node.js 20 or later", "install Node.js, then: boilerbench env create node")
    say("installing the Node extractors by their lock file")
    for source in NODE_SOURCES:
        shutil.copyfile(source, folder / source.name)
    _run("npm", ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"], folder)


def java(folder: Path, say: Say) -> None:
    """Compile the Java worker beside copies of its archives, under the names that say their versions."""
    if shutil.which("java") is None or shutil.which("javac") is None:
        raise AdapterError("java and javac are not installed", "a JDK, version 11 or later", _JAVA_HINT)
    say("compiling the Java worker against Debian's Boilerpipe")
    names = []
    for jar in JARS:
        path = next((place / f"{jar}.jar" for place in _JAR_FOLDERS if (place / f"{jar}.jar").is_file()), None)
        if path is None:
            raise AdapterError(f"there is no {jar}.jar", f"Debian's package libboilerpipe-java in {_JAR_FOLDERS[0]}", _JAVA_HINT)
        names.append(path.resolve().name)
        shutil.copyfile(path, folder / names[-1])
    _run("javac", ["javac", "-proc:none", "-cp", ":".join(names), "-d", "classes", *map(str, JAVA_SOURCES)], folder, _JAVA_HINT)
    (folder / "manifest").write_text(f"Main-Class: Worker\nClass-Path: {' '.join(names)}\n", encoding="utf-8")
    _run("jar", ["jar", "--create", "--file", "worker.jar", "--manifest", "manifest", "-C", "classes", "."], folder, _JAVA_HINT)
    shutil.rmtree(folder / "classes")


def jar_versions(folder: Path) -> dict[str, str]:
    """Return the version of each archive in an environment for Java, by name."""
    named = (re.fullmatch(r"(.+?)-(\d.*)", path.stem) for path in sorted(folder.glob("*.jar")))
    return {match[1]: match[2] for match in named if match}


def _run(name: str, command: Sequence[str], folder: Path, hint: str = "") -> None:
    """Run an installer called ``name``; raises AdapterError with what it said and ``hint``."""
    try:
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=_PATIENCE, check=False, stdin=subprocess.DEVNULL)
    except (OSError, subprocess.TimeoutExpired) as problem:
        raise AdapterError(f"{name} did not finish: {problem}", "an installer that works", "boilerbench doctor") from problem
    if done.returncode:
        lines = (done.stderr or done.stdout).strip().splitlines() or ["(it printed nothing)"]
        told = next((line for line in reversed(lines) if "error" in line.lower()), lines[-1])
        expected = "a version that is published, and requirements that fit together and this Python"
        raise AdapterError(f"{name} failed with exit code {done.returncode}: {told}", expected, hint)
