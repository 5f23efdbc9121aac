"""What becomes of a rule of the wire, how long is waited for it, and how to mend what breaks it."""

from dataclasses import dataclass

from bench.errors import WireError
from bench.workers.conversation import EndedError, SilentError

_FILTER = "a command that reads one page and prints text is a filter: filter = [...] in the configuration, not command = [...]"


@dataclass(frozen=True, slots=True)
class RuleResult:
    """One rule; its level is ``kept``, ``advice`` (works, could be better), ``breach`` or ``untested``."""

    rule: str
    level: str
    seen: str = ""
    mend: str = ""


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds to wait for a hello, for an answer, and for the end after standard input closed."""

    start: float = 60.0
    answer: float = 30.0
    end: float = 5.0


def mend_start(problem: WireError) -> str:
    """Return how to mend what kept a hello from coming."""
    if isinstance(problem, SilentError):
        return f"{_FILTER}; a worker writes the hello frame as soon as it is ready, before reading anything, and flushes standard output"
    if isinstance(problem, EndedError):
        if "exit code 0" in problem.what:
            return f"a worker says hello and stays; {_FILTER}"
        return 'stay until standard input ends; where it cannot work, say why in the hello: "error":"its library is missing"'
    return mend(problem, "the first thing on standard output is the hello frame, flushed")


def mend(problem: WireError, otherwise: str) -> str:
    """Return how to mend what broke a rule, ``otherwise`` where the problem does not tell."""
    if isinstance(problem, SilentError):
        return "flush standard output after every frame; read exactly `length` bytes, then answer; send exactly as many bytes as announced"
    if isinstance(problem, EndedError):
        return "answer with status error instead of ending"
    if "not JSON" in problem.what:
        return "standard output holds frames alone: print to standard error, and let `length` count the bytes of the body"
    return problem.expected or otherwise
