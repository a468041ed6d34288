"""A spool in a plain folder, for tests: one file for the raw answer, one for each picture."""

from io import FileIO
from pathlib import Path


class FolderFile:
    """A file that others can read while it grows: nothing is buffered here."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.size = 0
        self._file = FileIO(path, "wb")

    def write(self, data: bytes) -> None:
        self._file.write(data)
        self.size += len(data)

    def close(self) -> None:
        self._file.close()

    @property
    def closed(self) -> bool:
        return self._file.closed


class FolderSpool:
    """The folder of one call; `files` are all that were opened, in order."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.files: list[FolderFile] = []
        folder.mkdir(parents=True, exist_ok=True)

    def raw(self, data: bytes) -> None:
        with (self.folder / "raw").open("ab") as file:
            file.write(data)

    def picture(self) -> FolderFile:
        return self._file("picture")

    def scratch(self) -> FolderFile:
        return self._file("scratch")

    def _file(self, kind: str) -> FolderFile:
        file = FolderFile(self.folder / f"{kind}-{len(self.files)}")
        self.files.append(file)
        return file
