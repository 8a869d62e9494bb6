"""Why training says no. The gateway gives each code its status and its text."""

from chassis.domain import Refusal


class PersonNotKnown(Refusal):
    code = "person_not_known"


class CourseNotFound(Refusal):
    code = "course_not_found"


class ClassNotFound(Refusal):
    code = "class_not_found"


class ClassEndsBeforeStart(Refusal):
    code = "class_ends_before_start"


class ClassIsClosed(Refusal):
    code = "class_closed"


class ClassNotRunning(Refusal):
    """No session has been held yet."""

    code = "class_not_running"


class SessionOutsideClass(Refusal):
    code = "session_outside_class"


class SessionAlreadyRecorded(Refusal):
    """The day was reported before, with other hours or other people."""

    code = "session_already_recorded"


class NotInClass(Refusal):
    code = "not_in_class"


class EnrolmentNotFound(Refusal):
    code = "enrolment_not_found"


class AlreadyEnrolled(Refusal):
    code = "already_enrolled"


class EnrolmentNotActive(Refusal):
    code = "enrolment_not_active"


class AttendancePending(Refusal):
    """Too little attendance so far, but the hours to come could still reach the threshold."""

    code = "attendance_pending"


class AttendanceTooLow(Refusal):
    code = "attendance_too_low"


class ResultAlreadyRecorded(Refusal):
    code = "result_already_recorded"


class CertificateNotFound(Refusal):
    code = "certificate_not_found"


class DiplomaAlreadyRecorded(Refusal):
    code = "diploma_already_recorded"


class ContestNotFound(Refusal):
    code = "contest_not_found"


class ContestAlreadyRecorded(Refusal):
    code = "contest_already_recorded"


class ActivityNotFound(Refusal):
    code = "activity_not_found"


class ActivityDiffers(Refusal):
    """The activity was reported before with another kind, region or day."""

    code = "activity_differs"


class ProviderNotOwn(Refusal):
    """A training provider acts for itself only."""

    code = "provider_not_own"
