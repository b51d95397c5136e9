"""Where templates lie: a site's own folder, then the wheel, else beside the package."""

from pathlib import Path

from jinja2 import BaseLoader, ChoiceLoader, FileSystemLoader, PrefixLoader

SHIPPED = "shipped"
_PACKAGE = Path(__file__).resolve().parent.parent


def shipped_folder() -> Path:
    """The templates that came with the service. An editable installation has them beside the package."""
    inside = _PACKAGE / "templates"
    return inside if inside.is_dir() else _PACKAGE.parent / "templates"


def loader(site: Path) -> BaseLoader:
    """Looks in the site's templates/ first. "shipped/NAME" always means ours, so that a site's template
    may extend the one it replaces.
    """
    ours = FileSystemLoader(shipped_folder())
    return ChoiceLoader([FileSystemLoader(site / "templates"), ours, PrefixLoader({SHIPPED: ours})])
