"""Tables of questionnaires, rounds, QR places, codes, responses, tallies and indices."""

from surveys.models.code import (
    AnswerLink,
    BatchState,
    CodeBatch,
    CodeUse,
    Delivery,
    DossierCount,
    OneTimeCode,
    ResponseClass,
    Supersession,
)
from surveys.models.exclusion import ExcludedResponse, ExclusionAct, ExclusionKind
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
from surveys.models.tally import WHOLE, ClusterTally, ColumnarFile, Standing, TallyMark

__all__ = [
    "WHOLE",
    "AnswerLink",
    "BatchState",
    "ClusterTally",
    "CodeBatch",
    "CodeUse",
    "ColumnarFile",
    "Delivery",
    "DossierCount",
    "ExcludedResponse",
    "ExclusionAct",
    "ExclusionKind",
    "IndexCell",
    "IndexSnapshot",
    "OneTimeCode",
    "PlaceKind",
    "PlaceState",
    "QrPlace",
    "Questionnaire",
    "QuestionnaireVersion",
    "ReportingPeriod",
    "Response",
    "ResponseClass",
    "ResponseImport",
    "ResponseNumber",
    "ResponseText",
    "ResponseTrace",
    "RoundAgency",
    "RoundExtension",
    "RoundPlace",
    "RoundState",
    "SnapshotState",
    "Standing",
    "Supersession",
    "SurveyRound",
    "TallyMark",
    "VersionState",
    "VisitCluster",
]
