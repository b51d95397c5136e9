"""Whether every template can be read, ours and the site's."""

from jinja2 import TemplateError

from publisher.templating.places import SHIPPED
from publisher.templating.refusals import refusal
from publisher.templating.templates import Templates
from subscribers.faults import Fault


def check_templates(templates: Templates) -> list[Fault]:
    """What cannot be compiled, with file and line; nothing is rendered. Empty: all is well."""
    faults: list[Fault] = []
    environment = templates.environment
    for name in environment.list_templates():
        if name.startswith(f"{SHIPPED}/") or name.rpartition("/")[2].startswith("."):
            continue
        try:
            environment.get_template(name)
        except (TemplateError, UnicodeDecodeError) as error:
            refused = refusal(error, environment, name)
            faults += refused.faults if refused else []
    return faults
