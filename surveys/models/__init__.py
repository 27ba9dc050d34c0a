"""Tables of questionnaires, rounds, QR places, responses, tallies and indices."""

from surveys.models.index import IndexCell, IndexSnapshot, SnapshotState
from surveys.models.place import PlaceKind, PlaceState, QrPlace
from surveys.models.questionnaire import Questionnaire, QuestionnaireVersion, VersionState
from surveys.models.response import (
    Response,
    ResponseNumber,
    ResponseText,
    ResponseTrace,
    VisitCluster,
)
from surveys.models.response_import import ResponseImport
from surveys.models.round import (
    ReportingPeriod,
    RoundAgency,
    RoundExtension,
    RoundPlace,
    RoundState,
    SurveyRound,
)
from surveys.models.tally import WHOLE, ClusterTally, ColumnarFile, TallyMark

__all__ = [
    "WHOLE",
    "ClusterTally",
    "ColumnarFile",
    "IndexCell",
    "IndexSnapshot",
    "PlaceKind",
    "PlaceState",
    "QrPlace",
    "Questionnaire",
    "QuestionnaireVersion",
    "ReportingPeriod",
    "Response",
    "ResponseImport",
    "ResponseNumber",
    "ResponseText",
    "ResponseTrace",
    "RoundAgency",
    "RoundExtension",
    "RoundPlace",
    "RoundState",
    "SnapshotState",
    "SurveyRound",
    "TallyMark",
    "VersionState",
    "VisitCluster",
]
