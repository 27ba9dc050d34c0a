"""The blueprint that the pages of export and import join."""

from flask import Blueprint

transfer_staff = Blueprint("transfer_staff", __name__, url_prefix="/can-bo/xuat-nhap")
