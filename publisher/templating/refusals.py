"""What went wrong in a template, as a sentence with file and line."""

import re
import traceback
from collections.abc import Iterable
from pathlib import Path

from jinja2 import Environment, TemplateError, TemplateNotFound, TemplateSyntaxError

from publisher.errors import Refused
from publisher.templating.places import SHIPPED
from publisher.templating.sandbox import TookTooLong
from subscribers.faults import Fault
from subscribers.nearest import meant

CODE = "template_error"
_HERE = Path(__file__).resolve().parent
_PACKAGE = _HERE.parent
_NAMED = re.compile(r"'(?P<name>[^']+)' is undefined$|[Nn]o (?P<sort>filter|test) named '(?P<part>[^']+)'")


def refusal(
    error: Exception, environment: Environment, name: str, given: Iterable[str] = ()
) -> Refused | None:
    """`error` of the template `name` as Refused; None when it arose in our own code and not in a template.

    `given` are the names the template was handed: the nearest is offered for an unknown one.
    """
    if isinstance(error, Refused):
        return error
    if isinstance(error, TemplateNotFound):
        known = [known for known in environment.list_templates() if not known.startswith(f"{SHIPPED}/")]
        missed = str(error.name or name)
        where = _place(error) or name
        return Refused(Fault(f"there is no template '{missed}'", where, meant(missed, known), CODE))
    if isinstance(error, TemplateSyntaxError):
        place = f"{error.filename or error.name or name}, line {error.lineno}"
        said, mend = _with_nearest(error.message or "it cannot be read", environment, given)
        return Refused(Fault(said, place, mend, CODE))
    if isinstance(error, UnicodeDecodeError):
        return Refused(Fault("the template is not UTF-8", name, "save the file as UTF-8", CODE))
    if not isinstance(error, TemplateError | TookTooLong | RecursionError) and _is_ours(error):
        return None
    said, mend = _with_nearest(_said(error), environment, given)
    return Refused(Fault(said, _place(error) or name, mend, CODE))


def _said(error: Exception) -> str:
    if isinstance(error, TookTooLong):
        return "the template was still at work when its time was up"
    if isinstance(error, RecursionError):
        return "the template calls itself without end"
    if isinstance(error, TemplateError):
        return error.message or "the template failed"
    return f"the template failed ({error.__class__.__name__}: {error})"


def _with_nearest(said: str, environment: Environment, given: Iterable[str]) -> tuple[str, str]:
    """`said` without any hint inside it, and the hint as what to do."""
    said, _, mend = said.partition("; did you")
    if mend:
        return said, f"did you{mend}"
    found = _NAMED.search(said)
    if found is None:
        return said, ""
    pools = {"filter": environment.filters, "test": environment.tests}
    pool = pools.get(found["sort"] or "", [*given, *environment.globals])
    return said, meant(found["name"] or found["part"], pool)


def _place(error: BaseException) -> str:
    """The innermost template file and line the error passed through."""
    frames = [
        frame
        for frame in traceback.extract_tb(error.__traceback__)
        if not frame.filename.endswith(".py") and Path(frame.filename).is_file()
    ]
    return f"{frames[-1].filename}, line {frames[-1].lineno}" if frames else ""


def _is_ours(error: BaseException) -> bool:
    frames = traceback.extract_tb(error.__traceback__)
    last = Path(frames[-1].filename) if frames else _HERE
    return _PACKAGE in last.parents and _HERE not in last.parents and last.suffix == ".py"
