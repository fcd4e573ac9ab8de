"""A worker reads comments before a person does: it finds names that no rule sees, and the theme of each."""

import hashlib
from collections.abc import Mapping, Sequence

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from analysis.released.release import Theme
from survey_app.diagnosis.models import Wave
from survey_app.protocol.ballot import Comment
from survey_app.releases.comments.names import names_in
from survey_app.releases.comments.theming import theme_of_each
from survey_app.releases.models import CommentReading


def mark_of(comment: Comment) -> str:
    """What a comment is called where its words are not to stand."""
    return hashlib.sha256(f"{comment.question}\0{comment.text}".encode()).hexdigest()


def read_comments(people: Session, wave: Wave, comments: Sequence[Comment], found: Sequence[Theme]) -> None:
    """Of each of these comments, and no other, it is known where names stand and what it speaks of."""
    by_mark = {mark_of(comment): comment for comment in comments}
    known = readings(people, wave)
    new = [mark for mark in by_mark if mark not in known]
    names = names_in([by_mark[mark].text for mark in new])
    themes = dict(zip(by_mark, theme_of_each([*by_mark.values()], found), strict=True))
    # Only now is anything written: whoever writes bars others.
    if gone := known.keys() - by_mark.keys():
        people.execute(
            delete(CommentReading).where(CommentReading.wave_id == wave.id, CommentReading.mark.in_(gone))
        )
    for mark, found_names in zip(new, names, strict=True):
        places = [[name.start, name.end] for name in found_names]
        people.add(CommentReading(wave_id=wave.id, mark=mark, names=places, theme=themes[mark]))
    for mark in by_mark.keys() & known.keys():
        known[mark].theme = themes[mark]
    people.flush()


def readings(people: Session, wave: Wave) -> Mapping[str, CommentReading]:
    """What is known of the wave's comments, by mark."""
    rows = people.scalars(select(CommentReading).where(CommentReading.wave_id == wave.id))
    return {row.mark: row for row in rows}


def forget_readings(people: Session, wave_id: int) -> None:
    """Nothing is known of the wave's comments afterwards: they are gone themselves."""
    people.execute(delete(CommentReading).where(CommentReading.wave_id == wave_id))
