"""The app a web server serves: ``gunicorn wsgi:app``."""

from diary.app import create_app

app = create_app()
