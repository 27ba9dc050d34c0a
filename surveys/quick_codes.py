"""One view of the page behind a one-time code: prepared for its office, with code and nonce put in."""

from base.clock import now
from surveys.coded_sendings import code_nonce
from surveys.nonces import sign_nonce
from surveys.quick_pages import Headers, page_headers
from surveys.ready_pages import app_settings, open_code_page
from surveys.rules.code_offers import CodeOffer


def code_view(
    offer: CodeOffer, wanted: str | None, mode: str, *, gzip: bool
) -> tuple[bytes, Headers]:
    """The page and its headers; what a kiosk shows is kept by no browser."""
    page, language = open_code_page(offer, wanted, mode)
    nonce = code_nonce(offer, now(), is_kiosk=mode == "kiosk", is_test=mode == "test")
    token = sign_nonce(nonce, app_settings().secrets).encode()
    values = [offer.text.encode()] * (len(page.pieces) - 2) + [token]
    body = page.gzipped(values) if gzip else page.plain(values)
    headers = page_headers(app_settings(), language)
    if mode == "kiosk":
        headers = [(k, "no-store" if k == "Cache-Control" else v) for k, v in headers]
    headers.append(("Content-Length", str(len(body))))
    if gzip:
        headers.append(("Content-Encoding", "gzip"))
    return body, headers
