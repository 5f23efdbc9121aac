"""One tree of user errors: what was wrong, what was expected, what to type next."""


class BoilerbenchError(Exception):
    """A mistake a user can mend; the command line prints it and exits with :attr:`exit_code`.

    ``what`` says what was wrong and where, ``expected`` what would have been right, ``hint`` what to type next.
    """

    exit_code = 2

    def __init__(self, what: str, expected: str = "", hint: str = "") -> None:
        """Keep the three parts; ``str()`` joins them."""
        super().__init__(what)
        self.what, self.expected, self.hint = what, expected, hint

    def __str__(self) -> str:
        """Return all parts on lines of their own, as the command line prints them."""
        parts = {"": self.what, "expected: ": self.expected, "try: ": self.hint}
        return "\n".join(label + part for label, part in parts.items() if part or not label)


class ConfigError(BoilerbenchError):
    """The configuration file or an option does not say something that can be done."""


class CorpusError(BoilerbenchError):
    """A corpus, page or gold cannot be read as what it claims to be."""


class ArchiveError(CorpusError):
    """An archive is damaged or hostile (traversal, links, bombs) and was refused whole."""


class AdapterError(BoilerbenchError):
    """An adapter is unknown, or its library is not installed."""


class WireError(BoilerbenchError):
    """A worker broke the wire protocol."""


class ProtocolError(BoilerbenchError):
    """A protocol is unknown or cannot be applied to this corpus."""


class RunError(BoilerbenchError):
    """A run folder is missing, damaged or of another schema."""


class GateError(BoilerbenchError):
    """The gate cannot judge: unlike things, or nothing to compare."""
