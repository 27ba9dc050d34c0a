"""The log's identity as the settings give it: origin, key, registered witnesses, place of the second copy."""

from urllib.parse import urlsplit

from flask import current_app

from base.settings import Settings
from ledger.notes import WITNESS_KEY, NoteMalformed, Signer, VerifierKey, read_key
from ledger.second_copy import SecondCopy


def app_settings() -> Settings:
    found: Settings = current_app.extensions["settings"]
    return found


def origin_of(settings: Settings) -> str:
    """The log's name for ever; follows from PUBLIC_URL unless LEDGER_ORIGIN says otherwise."""
    return settings.ledger_origin or f"{urlsplit(settings.public_url).netloc}/so-cong-khai"


def signer_of(settings: Settings) -> Signer:
    return Signer(origin_of(settings), settings.secrets.ledger_signing)


def witnesses_of(settings: Settings) -> dict[str, VerifierKey]:
    """name → key of each registered witness; a key that cannot be read stops with its text."""
    keys = [read_key(one) for one in settings.ledger_witnesses]
    wrong = [str(one) for one in keys if one.kind != WITNESS_KEY]
    if wrong:
        raise NoteMalformed(f"not a witness' key: {', '.join(wrong)}")
    return {one.name: one for one in keys}


def second_copy_of(settings: Settings) -> SecondCopy:
    return SecondCopy(settings.ledger_copy_dir or settings.instance_dir / "ledger")
