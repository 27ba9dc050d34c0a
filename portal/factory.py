"""Puts the site together."""

from typing import Any

from flask import Flask
from flask_migrate import Migrate
from flask_wtf import CSRFProtect
from jinja2 import StrictUndefined

import agencies.models
import agencies.reorganising_clock  # noqa: F401 - what goes to an heir, and when
import feedback.models
import feedback.openings  # noqa: F401 - as below
import ledger.models  # noqa: F401
import surveys.ledger_checks
import surveys.models
import surveys.openings  # noqa: F401 - how the ledger's auditor opens responses
from agencies.access import init_access
from agencies.api_keys import init_api_keys
from agencies.sign_in import init_sign_in
from base.api import init_api
from base.db import db, prepare_engine
from base.jobs import init_jobs
from base.logs import configure_logs
from base.paths import PROJECT_DIR
from base.settings import Settings, read_settings
from base.web import init_web
from portal.blueprints import register_blueprints
from portal.commands import register_commands
from portal.errors import init_errors
from portal.layout import init_layout

csrf = CSRFProtect()


def _config(settings: Settings) -> dict[str, Any]:
    return {
        "SECRET_KEY": settings.secrets.session,
        "SQLALCHEMY_DATABASE_URI": settings.database_url,
        "SQLALCHEMY_ENGINE_OPTIONS": {
            "pool_pre_ping": not settings.is_sqlite,
            "pool_use_lifo": True,  # the connection used last has the pages at hand
            "hide_parameters": True,  # an error goes to the log: never with what a resident wrote
        },
        "SESSION_COOKIE_NAME": "ydan",
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": settings.is_https,
        "PERMANENT_SESSION_LIFETIME": 8 * 3600,
        "SESSION_REFRESH_EACH_REQUEST": False,  # else a style sheet sends an older session back
        "MAX_CONTENT_LENGTH": 20 * 1024 * 1024,
        "MAX_FORM_MEMORY_SIZE": 2 * 1024 * 1024,
        "WTF_CSRF_TIME_LIMIT": None,
        "BABEL_TRANSLATION_DIRECTORIES": "translations",
        "TESTING": settings.testing,
    }


def create_app(settings: Settings | None = None) -> Flask:
    """The application; reads the settings from the environment when none are given."""
    settings = settings or read_settings()
    configure_logs(settings.log_level)
    app = Flask(
        "ydan",
        root_path=str(PROJECT_DIR),
        template_folder="templates",
        static_folder="static",
        instance_path=str(settings.instance_dir),
    )
    app.extensions["settings"] = settings
    app.config.update(_config(settings))
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.add_extension("jinja2.ext.do")
    db.init_app(app)
    with app.app_context():
        prepare_engine(db.engine)
    Migrate(app, db, directory=str(PROJECT_DIR / "migrations"), render_as_batch=True)
    init_web(app, settings)
    csrf.init_app(app)
    init_sign_in(app, settings)
    init_access(app)
    init_errors(app)
    init_api(app)
    init_api_keys(app)
    init_layout(app)
    init_jobs(app)
    register_blueprints(app, csrf)
    register_commands(app)
    return app
