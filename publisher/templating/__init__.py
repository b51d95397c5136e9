"""Templates: a sandbox, a site's own before ours, and errors that name file and line."""

from publisher.templating.checking import check_templates
from publisher.templating.templates import Templates, open_templates

__all__ = ["Templates", "check_templates", "open_templates"]
