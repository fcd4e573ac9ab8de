"""What can be counted of how the house is built stays where it was brought to."""

from tests.structure import figures_of_the_house as figures


def test_no_room_points_up_and_none_stands_in_a_circle():
    assert not figures.arrows_that_point_up()
    assert not figures.rooms_in_a_circle()


def test_a_class_name_stands_twice_only_for_a_reason():
    assert set(figures.names_that_stand_twice()) == set(figures.NAMES_THAT_STAND_TWICE)
    assert len(figures.NAMES_THAT_STAND_TWICE) < 10


def test_no_file_is_over_three_hundred_lines():
    assert not figures.long_files()


def test_nothing_takes_more_than_six_arguments_by_position():
    assert not figures.many_parameters()


def test_no_code_asks_for_a_language_by_name():
    assert not figures.languages_in_code()
