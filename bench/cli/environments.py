"""Verbs on what runs here: list and examine adapters, make environments, check foreign workers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from bench.cli.asking import Json, adapters_of, listed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bench.environments.availability import Availability
    from bench.environments.checks import Check
    from bench.environments.trials import Trial

_Rows = Annotated[list[str] | None, typer.Argument(help="Adapters by name or group (core, all, floors), name@version; default: all.")]

environments = typer.Typer(help="Environments for adapters: a library in the version wanted, or Node packages.", no_args_is_help=True)


def attach(app: typer.Typer) -> None:
    """Add this group's verbs to the app."""
    app.command("list")(list_rows)
    app.command("doctor")(doctor)
    app.command("wire", context_settings={"ignore_unknown_options": True, "allow_interspersed_args": False})(wire)
    app.add_typer(environments, name="env")


def list_rows(names: _Rows = None, *, as_json: Json = False) -> None:
    """List every adapter: package, version, settings, licence, and why one is not available."""
    from bench.cli import console

    adapters = _adapters(names)
    if as_json:
        console.as_json([adapter.as_data() for adapter in adapters])
        return
    columns = ["adapter", "package", "version", "available", "settings", "accepts", "extra", "yardstick", "licence"]
    console.table(columns, [_cells(adapter) for adapter in adapters])
    console.say(f"{sum(not adapter.lacking for adapter in adapters)} of {len(adapters)} adapters available; boilerbench doctor tries each")


def doctor(names: _Rows = None, *, as_json: Json = False) -> None:
    """Check what is installed, say how to get what is missing, try every adapter on a small page.

    Exit 3 where a core adapter, or one that is named, cannot run. With --json, a bill of materials too: every package of this Python and of
    each environment, with its licence and, from lock files, its digests.
    """
    from bench import config
    from bench.cli import console
    from bench.environments import checks, installed, trials

    chosen = config.load()
    adapters = _adapters(names)
    console.say(f"trying {sum(not adapter.lacking for adapter in adapters)} adapters, each in a worker of its own")
    here, tried = checks.all_checks(adapters, chosen.envs), trials.run(adapters, chosen.folder)
    if as_json:
        console.as_json({"checks": [_check_data(check) for check in here], "rows": [_trial_data(trial) for trial in tried],
                         "runnable": sum(trial.runs for trial in tried), "materials": installed.bill_of_materials()})  # fmt: skip
    else:
        _show_examination(here, tried)
    raise typer.Exit(3 if any(not trial.runs and (trial.is_core or names) for trial in tried) else 0)


def wire(
    command: Annotated[list[str], typer.Argument(metavar="-- COMMAND...", help="The worker's program and its arguments.")],
    deadline: Annotated[float, typer.Option(min=0.1, help="Seconds an answer may take.")] = 30.0,
    start: Annotated[float, typer.Option(min=0.1, help="Seconds until hello.")] = 60.0,
    *,
    as_json: Json = False,
) -> None:
    """Check a worker in any language against the wire protocol and explain each breach; exit 1 for any.

    The worker runs with your rights and without the isolation of a run.
    """
    from dataclasses import asdict
    from pathlib import Path

    from bench.cli import console
    from bench.environments.launch import expand
    from bench.model import Adapter
    from bench.workers.conformance.check import check
    from bench.workers.conformance.rules import Patience

    findings = check(expand(Adapter("worker", command=tuple(command)), Path.cwd()), Patience(start, deadline))
    if as_json:
        console.as_json([asdict(finding) for finding in findings])
    else:
        console.table(["", "rule", "seen"], [[finding.level, finding.rule, finding.seen] for finding in findings])
        for finding in findings:
            if finding.mend:
                console.say(f"{finding.level}: {finding.rule}: {console.clean(finding.seen)}\n  fix: {console.clean(finding.mend)}")
    raise typer.Exit(1 if any(finding.level == "breach" for finding in findings) else 0)


@environments.command("create")
def create_env(
    names: Annotated[list[str], typer.Argument(help="node, java, python3.12, PACKAGE@VERSION, or a name of [tool.boilerbench.envs].")],
    *,
    update: Annotated[bool, typer.Option("--update", help="Choose releases anew, not by the lock file.")] = False,
    as_json: Json = False,
) -> None:
    """Create environments, or recreate them with the same files as their lock files say.

    NAME.lock lies beside an environment once it was made: the release of each package and the digest of its file.
    """
    from bench import config
    from bench.cli import console
    from bench.environments import envs
    from bench.environments.making import recipes

    known = config.load().envs
    for name in names:  # all names are looked at before the first costs a minute
        recipes.of(name, known)
    made = [envs.create(name, listed=known, say=console.say, update=update) for name in names]
    _show_envs([env.name for env in made], as_json=as_json)


@environments.command("list")
def list_envs(*, as_json: Json = False) -> None:
    """List the environments that were made, or that the configuration lists."""
    from bench import config
    from bench.environments import envs
    from bench.environments.making import recipes

    _show_envs(sorted({*recipes.OURS, *envs.names(), *config.load().envs}), as_json=as_json)


@environments.command("remove")
def remove_env(names: Annotated[list[str], typer.Argument(help="Environments to delete.")]) -> None:
    """Delete environments."""
    from bench.cli import console
    from bench.environments import envs

    for name in names:
        envs.remove(name)
        console.say(f"removed {name}")


def _adapters(names: Sequence[str] | None) -> tuple[Availability, ...]:
    """Return the adapters that are named, all where none is, with what each lacks here."""
    from bench import config
    from bench.environments import availability

    chosen = config.load()
    adapters = adapters_of(names or (), chosen) if listed(names or ()) else availability.adapters(chosen.adapters)
    return availability.look_up(adapters, chosen.folder)


def _cells(here: Availability) -> list[str]:
    """Return the cells of an adapter's line in the list."""
    adapter = here.adapter
    settings = ", ".join(f"{key}={value}" for key, value in sorted(adapter.settings.items()))
    accepts = f"{adapter.accepts} of {'/'.join(kind.value for kind in adapter.kinds)}"
    yardstick = "yardstick" if adapter.floor else ""
    return [
        adapter.name,
        adapter.package,
        here.version,
        here.lacking or "yes",
        settings,
        accepts,
        adapter.extra,
        yardstick,
        adapter.licence,
    ]


def _show_examination(checks: Sequence[Check], trials: Sequence[Trial]) -> None:
    """Print what is here and how every adapter did."""
    from bench.cli import console

    console.table(["", "what", "seen", "to get it"], [[check.level, check.name, check.seen, check.mend] for check in checks])
    console.table(["", "adapter", "version", "page", "why"], [_outcome(trial) for trial in trials])
    print(f"{sum(trial.runs for trial in trials)} of {len(trials)} adapters run")  # noqa: T201 - the result


def _outcome(trial: Trial) -> list[str]:
    """Return the cells of how an adapter did."""
    here = trial.available
    return ["runs" if trial.runs else "does not run", here.adapter.name, here.version, trial.status.value, trial.reason]


def _check_data(check: Check) -> dict[str, object]:
    """Return a check as plain data."""
    from dataclasses import asdict

    return asdict(check)


def _trial_data(trial: Trial) -> dict[str, object]:
    """Return a trial as plain data."""
    adapter = trial.available.adapter
    return {"name": adapter.name, "package": adapter.package, "version": trial.available.version, "core": trial.is_core,
            "runs": trial.runs, "status": trial.status.value, "reason": trial.reason, "seconds": trial.seconds}  # fmt: skip


def _show_envs(names: Sequence[str], *, as_json: bool) -> None:
    """Print the environments of these names."""
    from bench import config
    from bench.cli import console
    from bench.config.recipe import Recipe
    from bench.environments import envs

    known = config.load().envs
    made = {name: env.recipe if (env := envs.find(name)) else Recipe() for name in names}
    shown = [{"name": name, "state": envs.state(name, known), "requirements": list(recipe.requirements), "python": recipe.python,
              "folder": str(envs.root() / name)} for name, recipe in made.items()]  # fmt: skip
    if as_json:
        console.as_json(shown)
        return
    console.table(["environment", "state", "Python", "requirements", "folder"],
                  [[env["name"], env["state"], env["python"], " ".join(env["requirements"]), env["folder"]] for env in shown])  # fmt: skip
