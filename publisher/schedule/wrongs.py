"""What pydantic found wrong, as faults with line, key, what was found and what is allowed."""

from types import UnionType
from typing import Any, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo

from publisher.schedule.marked import At, Marked
from subscribers.faults import Fault
from subscribers.nearest import nearest


def faults_of(error: ValidationError, document: Marked, shape: type[BaseModel]) -> list[Fault]:
    """One fault for each thing wrong, in the order of the file."""
    found = [_fault(problem, document, shape) for problem in error.errors(include_url=False)]
    return [fault for _, fault in sorted(found, key=lambda pair: pair[0])]


def _fault(problem: Any, document: Marked, shape: type[BaseModel]) -> tuple[int, Fault]:
    path: At = tuple(part for part in problem["loc"] if part != "[key]")
    context, sort = problem.get("ctx", {}), problem["type"]
    if sort == "extra_forbidden":
        known = keys_at(shape, path[:-1])
        fault = Fault(
            f"there is no key '{path[-1]}' here",
            document.where(path),
            nearest(str(path[-1]), known),
            "unknown_key",
        )
    elif sort == "missing":
        fault = Fault(f"'{path[-1]}' is missing", document.where(path[:-1]), "", "missing_key")
    elif sort == "wrong":
        fault = Fault(context["what"], document.where(path), context["mend"], "wrong_value")
    else:
        expected = {
            "model_type": "a mapping of keys",
            "dict_type": "a mapping of keys",
            "list_type": "a list",
        }
        belongs = expected.get(sort, problem["msg"])
        fault = Fault(
            f"{belongs} belongs here, not {_seen(problem['input'])}", document.where(path), "", "wrong_value"
        )
    return document.line(path), fault


def _seen(value: Any) -> str:
    if isinstance(value, str):
        return f"'{value}'" if value.strip() else "nothing"
    return "a list" if isinstance(value, list) else "a mapping"


def keys_at(shape: type[BaseModel], path: At) -> list[str]:
    """The keys a mapping at this path may have."""
    current, in_mapping = shape, False
    for part in path:
        if in_mapping:
            in_mapping = False
            continue
        annotation = by_key(current)[str(part)].annotation
        in_mapping = get_origin(annotation) is dict
        current = model_in(annotation)
    return list(by_key(current))


def by_key(shape: type[BaseModel]) -> dict[str, FieldInfo]:
    """A model's fields by the key a person writes."""
    return {field.alias or name: field for name, field in shape.model_fields.items()}


def model_in(annotation: Any) -> Any:
    """The model inside `X | None`, `dict[…, X]`, `list[X]`, else the annotation itself."""
    if get_origin(annotation) in (dict, list, Union, UnionType):
        inner = [model_in(part) for part in get_args(annotation)]
        models = [part for part in inner if isinstance(part, type) and issubclass(part, BaseModel)]
        return models[0] if models else annotation
    return annotation
