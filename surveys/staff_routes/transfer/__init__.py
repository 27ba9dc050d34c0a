"""Xuất, nhập phiếu: responses out of a round, earlier surveys into one."""

from surveys.staff_routes.transfer import exports, imports
from surveys.staff_routes.transfer.blueprint import transfer_staff

__all__ = ["exports", "imports", "transfer_staff"]
