"""The blueprint of self-reports with all its pages: board, filling in, evidence, appraisal, progress."""

from evaluation.staff_routes import appraisal, evidence, progress
from evaluation.staff_routes.self_reports import self_reports_staff

__all__ = ["appraisal", "evidence", "progress", "self_reports_staff"]
