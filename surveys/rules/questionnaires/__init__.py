"""What a questionnaire must be like, and the life of its versions."""

from surveys.rules.questionnaires.document import check_content
from surveys.rules.questionnaires.fault import Fault
from surveys.rules.questionnaires.versions import ContentFaulty, DraftChanged, VersionFrozen

__all__ = ["ContentFaulty", "DraftChanged", "Fault", "VersionFrozen", "check_content"]
