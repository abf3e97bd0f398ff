"""Pages and webhooks: one module a page group.

Leaves every rule and every SELECT to the subjects; commits once a request. JSON is
``api``'s, which has guards of its own: what both must declare is ``auth.Guard``.
"""

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from diary.web import (
    alerts,
    calls,
    context,
    courses,
    day,
    diary_form,
    errors,
    filling,
    filters,
    forgery,
    front,
    guards,
    headers,
    health,
    inbox,
    on_call,
    operations,
    patient,
    patients,
    people,
    phone,
    record,
    requests,
    rules,
    sign_in,
    tasks,
    treatment,
    webhooks,
)
from diary.web.filling import fill_in_background

__all__ = ["fill_in_background", "register"]

PAGES = (
    *(front, sign_in, people, on_call, operations, health, webhooks, calls),
    *(day, patients, patient, courses, treatment, record, alerts, tasks, inbox),
    *(rules, diary_form, phone),
)


def register(app: Flask) -> None:
    """Put the pages and webhooks on the app."""
    hops = app.config["SETTINGS"].trusted_proxies
    if hops:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops)  # type: ignore[method-assign]
    requests.register(app)
    filling.register(app)
    guards.register(app)
    errors.register(app)
    context.register(app)
    filters.register(app)
    app.after_request(forgery.keep_door)
    headers.register(app)
    for page in PAGES:
        app.register_blueprint(page.bp)
