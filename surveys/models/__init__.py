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
from surveys.models.detection import (
    Alarm,
    AuditCall,
    AuditSample,
    CallOutcome,
    DayFeature,
    FlaggedResponse,
    MonthFeature,
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
    "Alarm",
    "AnswerLink",
    "AuditCall",
    "AuditSample",
    "BatchState",
    "CallOutcome",
    "ClusterTally",
    "CodeBatch",
    "CodeUse",
    "ColumnarFile",
    "DayFeature",
    "Delivery",
    "DossierCount",
    "ExcludedResponse",
    "ExclusionAct",
    "ExclusionKind",
    "FlaggedResponse",
    "IndexCell",
    "IndexSnapshot",
    "MonthFeature",
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
