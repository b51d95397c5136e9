"""The door to templates: open once, render by name."""

from pathlib import Path
from typing import Any

from jinja2 import Environment

from publisher.errors import refuse
from publisher.templating.places import loader
from publisher.templating.plain import FILTERS
from publisher.templating.refusals import CODE, refusal
from publisher.templating.sandbox import Sandbox, time_limit

LONGEST_OUTPUT = 20_000_000
SECONDS = 20.0


class Templates:
    """The templates of one site, compiled as they are first used.

    They run sandboxed, escape HTML (all but .txt), and stop at an unknown name. Safe to use from threads.
    """

    def __init__(self, environment: Environment, seconds: float = SECONDS) -> None:
        self.environment = environment
        self.seconds = seconds

    def render(self, name: str, /, **given: Any) -> str:
        """The template `name` ("email/issue.html") rendered with what is given.

        Raises Refused with file, line and the nearest known name when the template is at fault, when it is
        still looping after `seconds`, or when it writes more than LONGEST_OUTPUT characters.
        """
        chunks: list[str] = []
        size = 0
        try:
            with time_limit(self.seconds):
                for chunk in self.environment.get_template(name).generate(given):
                    chunks.append(chunk)
                    size += len(chunk)
                    if size > LONGEST_OUTPUT:
                        raise refuse(
                            f"the template writes more than {LONGEST_OUTPUT:,} characters",
                            where=name,
                            code=CODE,
                        )
        except Exception as error:
            refused = refusal(error, self.environment, name, given)
            if refused is None or refused is error:
                raise
            raise refused from error
        return "".join(chunks)


def open_templates(site: Path, *, seconds: float = SECONDS) -> Templates:
    """The templates for the site in the folder `site`: its own templates/ first, then ours.

    A site's template may extend ours as "shipped/NAME".
    """
    environment = Sandbox(loader(site))
    environment.filters.update(FILTERS)
    return Templates(environment, seconds)
