"""Rendering: a run's content once per template, one premailer pass, editions assembled from the pieces."""

from publisher.issues.render.editions import Rendered, render
from publisher.issues.render.service import service_mail
from publisher.issues.render.trial import try_templates

__all__ = ["Rendered", "render", "service_mail", "try_templates"]
