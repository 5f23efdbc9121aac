"""A folder and archives with the same files, and what they hold."""

import io
import tarfile

import pytest

from tests.corpus.hostile import file, zipped

GOOD = {"top/a.html": b"<p>a</p>", "top/sub/b.html": b"<p>b</p>"}


@pytest.fixture(params=["folder", "tar.gz", "tar", "tar.xz", "zip"])
def honest(request, tmp_path):
    if request.param == "folder":
        for name, content in GOOD.items():
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_bytes(content)
        return tmp_path / "top"
    path = tmp_path / f"pack.{request.param}"
    if request.param == "zip":
        return zipped(path, GOOD.items())
    with tarfile.open(path, "w:" + request.param.partition(".")[2]) as archive:
        for name, content in GOOD.items():
            archive.addfile(file(name, content)[0], io.BytesIO(content))
    return path
