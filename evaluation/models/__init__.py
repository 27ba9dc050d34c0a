"""Tables of targets, self-reports, scorecards and a year's results."""

from evaluation.models.catalogue import (
    Filler,
    Target,
    TargetCatalogue,
    TargetPeriod,
    TargetUnit,
    YearTarget,
)
from evaluation.models.commune_map import CommuneMap
from evaluation.models.document import (
    CONSOLIDATED,
    PROVINCE,
    DocumentOffice,
    DocumentTemplate,
    DocumentText,
    YearDocument,
)
from evaluation.models.letter import ReportLetter
from evaluation.models.result import (
    AgencyScore,
    AnotherLook,
    AppraisedPoints,
    CriterionScore,
    CriterionState,
    LookAct,
    LookActKind,
    ResultSign,
    ResultState,
    YearResult,
)
from evaluation.models.scorecard import (
    Criterion,
    CriterionKind,
    Scorecard,
    ScorecardState,
    SourceKind,
)
from evaluation.models.self_report import (
    EvidenceFile,
    ReportAct,
    ReportActKind,
    ReportedFigure,
    ReportState,
    SelfReport,
)
from evaluation.models.year import EvaluationYear, YearState

__all__ = [
    "CONSOLIDATED",
    "PROVINCE",
    "AgencyScore",
    "AnotherLook",
    "AppraisedPoints",
    "CommuneMap",
    "Criterion",
    "CriterionKind",
    "CriterionScore",
    "CriterionState",
    "DocumentOffice",
    "DocumentTemplate",
    "DocumentText",
    "EvaluationYear",
    "EvidenceFile",
    "Filler",
    "LookAct",
    "LookActKind",
    "ReportAct",
    "ReportActKind",
    "ReportLetter",
    "ReportState",
    "ReportedFigure",
    "ResultSign",
    "ResultState",
    "Scorecard",
    "ScorecardState",
    "SelfReport",
    "SourceKind",
    "Target",
    "TargetCatalogue",
    "TargetPeriod",
    "TargetUnit",
    "YearDocument",
    "YearResult",
    "YearState",
    "YearTarget",
]
