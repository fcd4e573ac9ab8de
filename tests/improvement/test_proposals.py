"""Which areas are proposed: real differences and drivers count, hidden scores don't."""

from analysis.released.released_values import Against
from questionnaires.loader import published
from survey_app.improvement.proposals import WhyProposed, candidates_for_pulse, items_for_pulse, propose

SCORES = {"culture": 60.0, "customs": 50.0, "leadership": 70.0, "communication": 65.0}
AREAS = tuple(SCORES)


def test_the_lowest_is_proposed_when_nothing_else_is_known(release_of):
    (proposal,) = propose(release_of(SCORES), AREAS)

    assert (proposal.area, proposal.score, proposal.reasons) == (
        "customs",
        50.0,
        (WhyProposed.AMONG_THE_LOWEST,),
    )


def test_a_real_fall_outweighs_a_low_score(release_of):
    found = propose(release_of(SCORES, lower=[("leadership", Against.PREVIOUS)]), AREAS)

    assert [proposal.area for proposal in found] == ["leadership", "customs"]
    assert found[0].reasons == (WhyProposed.BELOW_PREVIOUS,)


def test_an_area_that_goes_with_engagement_and_is_low_comes_first(release_of):
    weights = {"culture": 40.0, "customs": 10.0, "leadership": 40.0, "communication": 10.0}
    release = release_of(SCORES, lower=[("communication", Against.BENCHMARK)], weights=weights)

    found = propose(release, AREAS)

    assert [proposal.area for proposal in found] == ["culture", "communication", "customs"]
    assert found[0].reasons == (WhyProposed.MATTERS_AND_IS_LOW,)


def test_no_more_than_three_areas_are_proposed(release_of):
    lower = [(area, Against.BENCHMARK) for area in AREAS]

    assert len(propose(release_of(SCORES, lower=lower), AREAS)) == 3


def test_a_hidden_score_is_never_a_reason(release_of):
    assert [one.area for one in propose(release_of({**SCORES, "customs": None}), AREAS)] == ["culture"]
    assert propose(release_of(dict.fromkeys(AREAS)), AREAS) == ()


def test_the_five_items_with_the_fewest_favourable_answers_are_proposed_for_a_pulse(release_of):
    favourable = {f"I{number}": 10.0 * number for number in range(1, 8)}

    assert items_for_pulse(release_of(SCORES, favourable=favourable), tuple(favourable)) == (
        "I1",
        "I2",
        "I3",
        "I4",
        "I5",
    )


def test_candidates_for_a_pulse_are_the_items_of_the_focus_areas_and_of_all_areas_where_those_are_too_few():
    asked = published("public-culture", "2026.1")

    assert set(candidates_for_pulse(asked, ("culture",))) == {f"CULT0{number}" for number in range(1, 6)}
    assert candidates_for_pulse(asked, ("work_life",))[:4] == ("LIFE01", "LIFE02", "LIFE03", "LIFE04")
    assert len(candidates_for_pulse(asked, ())) > 40


def test_a_share_that_may_as_well_be_even_is_no_reason(release_of):
    weights = {"culture": 40.0, "customs": 10.0, "leadership": 40.0, "communication": 10.0}
    found = propose(release_of(SCORES, weights=weights, width=20.0), AREAS)

    assert [proposal.reasons for proposal in found] == [(WhyProposed.AMONG_THE_LOWEST,)]
