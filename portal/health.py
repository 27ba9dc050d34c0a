"""For the machines that watch: alive, ready, counted; the last only from this host."""

from flask import Blueprint, Response, jsonify
from flask.typing import ResponseReturnValue
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest, multiprocess

from agencies.queries.installation import is_database_ready
from base.permissions import Permission, requires

health = Blueprint("health", __name__)


@health.get("/healthz")
@requires(Permission.PUBLIC)
def healthz() -> ResponseReturnValue:
    return jsonify(status="ok")


@health.get("/readyz")
@requires(Permission.PUBLIC)
def readyz() -> ResponseReturnValue:
    ready = is_database_ready()
    return jsonify(status="ok" if ready else "database"), 200 if ready else 503


@health.get("/metrics")
@requires(Permission.LOOPBACK)
def metrics() -> ResponseReturnValue:
    registry = CollectorRegistry()
    try:
        multiprocess.MultiProcessCollector(registry)
    except ValueError:
        from prometheus_client import REGISTRY as registry
    return Response(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)
