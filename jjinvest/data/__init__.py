"""The only way data gets in: read a district's folder, check every table against its contract, date every figure."""

from jjinvest.data.ids import fact_id
from jjinvest.data.workspace import Profile, Workspace, load

__all__ = ["Profile", "Workspace", "fact_id", "load"]
