"""When a comment that just came in waits for a person before it is shown; it is never refused.

An address is shared by a village meeting or a whole office, so many comments from one network only wait.
"""

WITHOUT_SCRIPT = 15  # comments of one network within ten minutes, without the page's work
WITH_SCRIPT = 45


def is_held(*, is_trapped: bool, is_solved: bool, recent_count: int) -> bool:
    """`is_trapped`: something stands in the field that people do not see; `recent_count` with this one."""
    limit = WITH_SCRIPT if is_solved else WITHOUT_SCRIPT
    return is_trapped or recent_count > limit
