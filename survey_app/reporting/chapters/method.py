"""Glossary and method, and the proof that goes with the release."""

from analysis.released.release import Release
from survey_app.protocol.manifest_signing import spoken_fingerprint
from survey_app.reporting.making.report import Bullets, Chapter, Paragraph
from survey_app.wording.catalogue import to_be_said
from survey_app.wording.labels import Labels
from survey_app.wording.openings import opened_sentence


def method_chapter(
    release: Release, labels: Labels, starts_page: bool = True, is_of_a_part: bool = False
) -> Chapter:
    """Glossary and method, and the proof that goes with the release; of a part, what its report speaks of."""
    say = labels.say
    not_in_a_part = (say("Reliability"), say("Share in what goes with engagement"))
    proof = release.certificate
    if not proof.is_complete:
        checked = say("could not be completed")
    elif proof.smallest_derivable_group is None:
        checked = say(
            "showed that no group under %(smallest_group)s can be derived from what is released",
            smallest_group=proof.smallest_group,
        )
    else:
        checked = say(
            "found that the smallest group that can be derived has %(smallest_derivable_group)s members",
            smallest_derivable_group=proof.smallest_derivable_group,
        )
    opened = (
        ()
        if release.opened is None
        else (
            (
                say("How the ballots were opened"),
                opened_sentence(release.opened.machines, spoken_fingerprint(release.opened.digest), labels),
            ),
        )
    )
    entries = (
        (
            say("Area score"),
            say(
                "Counts people who answered enough of its items (all of up to 3, all but one of 4 or "
                "5, two thirds of 6 or more)."
            ),
        ),
        (
            say("Intervals"),
            say(
                "Scores: a beta distribution with finite-population correction. Items: exact, by the "
                "hypergeometric distribution; up to three who did not answer may all be of one mind. "
                "In small units where nearly all agree, too, a 95%% interval holds the true value in "
                "93 of 100 or more (simulated)."
            ),
        ),
        (
            say("Verdicts on differences"),
            say(
                "Of the scores marked as different in the results of this wave, at most 5%% are "
                "expected to be marked falsely: 2%% in the institution's own table, 3%% in all units "
                "and groups together. First the groups that differ are found, then the areas in them "
                "(Benjamini-Bogomolov); of a marked unit's own report at most 3%% on average, too. "
                "Items are judged likewise, apart. Tests: Welch for scores, Fisher and the binomial "
                "for items."
            ),
        ),
        (
            say("Reliability"),
            say(
                "Cronbach's alpha (α) with its 95%% interval, and omega (ω) of a one-factor model. "
                "From 0.7 it serves for comparing groups."
            ),
        ),
        (
            say("Share in what goes with engagement"),
            say(
                "Johnson's relative weights on the covariance of area scores within the institution; "
                "they sum to 100%%. Not causes."
            ),
        ),
        (
            say("Agreement within units"),
            say(
                "How alike a unit's members see an area (rwg); shared when .70 is passed under both "
                "reference distributions."
            ),
        ),
        (
            say("Rounding"),
            say("Done once, at the end. Differences come from unrounded values."),
        ),
        (
            say("Limits"),
            say(
                "Those who did not answer may think otherwise; opinion itself may drive "
                "participation, which no weight corrects."
            ),
        ),
        (
            say("Disclosure control"),
            say(
                "An attack on all released numbers together %(checked)s. Hidden groups: "
                "%(hidden_groups)s, of which %(protected_groups)s to protect smaller ones.",
                checked=checked,
                hidden_groups=proof.hidden_groups,
                protected_groups=proof.protected_groups,
            ),
        ),
        *opened,
    )
    return Chapter(
        "method",
        say("Glossary and method"),
        (
            Bullets(tuple(e for e in entries if not (is_of_a_part and e[0] in not_in_a_part))),
            Paragraph(
                say(
                    "Questionnaire %(questionnaire_key)s %(questionnaire_version)s · questionnaire "
                    "hash %(start)s · manifest fingerprint %(manifest_fingerprint)s",
                    questionnaire_key=release.questionnaire_key,
                    questionnaire_version=release.questionnaire_version,
                    start=release.questionnaire_hash[:16],
                    manifest_fingerprint=release.manifest_fingerprint,
                ),
                is_fine=True,
            ),
            *_signatures(release, labels),
        ),
        starts_page=starts_page,
    )


def _signatures(release: Release, labels: Labels) -> tuple[Paragraph, ...]:
    """The digest that the trustees' machines signed, each with its key, for whoever checks."""
    opened = release.opened
    if opened is None:
        return ()
    lines = [labels.say("Digest of counts and comments %(digest)s", digest=opened.digest)]
    said = to_be_said("%(name)s: key %(key)s, signature %(signature)s")
    lines += [
        labels.say(said, name=one.name, key=one.key, signature=one.signature) for one in opened.machines
    ]
    return (Paragraph(" · ".join(lines), is_fine=True),)
