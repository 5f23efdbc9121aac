"""Lines of text: split at line ends of any platform, and tidied as a block of gold can hold them."""


def split_lines(text: str) -> list[str]:
    """Split at line ends of any platform, and at nothing else."""
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def tidy(text: str, role: str = "paragraph") -> str:
    """Return ``text`` as a block can hold it: no blank lines, no trailing space; code may be indented."""
    joined = "\n".join(line.rstrip() for line in split_lines(text) if line.strip())
    return joined if role == "code" else joined.lstrip()
