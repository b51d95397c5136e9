"""Entries' files, written into a folder without losing what is there."""

from pathlib import Path

from publisher.errors import refuse


def write_files(sources: dict[str, bytes], folder: Path, *, overwrite: bool) -> None:
    """Write each slug's file; raises Refused, with nothing written, when files there differ."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        paths = {folder / f"{slug}.md": source for slug, source in sources.items()}
        differing = [
            path.name for path, source in paths.items() if path.exists() and path.read_bytes() != source
        ]
        if differing and not overwrite:
            raise refuse(
                f"{len(differing)} files there differ ({', '.join(differing[:5])}); nothing was written",
                where=str(folder),
                mend="say --overwrite to replace them",
                code="would_overwrite",
            )
        for path, source in paths.items():
            path.write_bytes(source)
    except OSError as error:
        raise refuse(
            f"it cannot be written ({error.strerror})", where=str(folder), code="cannot_write"
        ) from error
