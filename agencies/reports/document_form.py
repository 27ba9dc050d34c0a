"""The form of documents as the legal settings in force on a day give it."""

from datetime import date

from agencies.queries.legal import setting_in_force
from base.documents.form import FORM_KEYS, DocumentForm, read_form


def form_in_force(on: date) -> DocumentForm:
    return read_form({key: setting_in_force(key, on).value for key in FORM_KEYS})
