"""The shared pages and components, rendered: what they promise to those who hear or distrust them."""

import re
from collections.abc import Iterator

import pytest
from flask import Flask, render_template, render_template_string
from flask_babel import Babel
from flask_wtf import CSRFProtect, FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, RadioField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

from survey_app.door import assets
from survey_app.door.errors import ErrorPage

NOTHING_HERE = ErrorPage(404, "Nothing here", "Begin at the front page.")


class Enrolment(FlaskForm):
    """A form with one field of each shape."""

    name = StringField("Name", [InputRequired("Write a name.")], description="As on the letterhead.")
    mode = RadioField(
        "Mode",
        [InputRequired("Choose one.")],
        choices=[SelectChoice("link", "Link"), SelectChoice("qr", "QR")],
    )
    agree = BooleanField("I have read it", [InputRequired("Please confirm.")])


@pytest.fixture
def app() -> Iterator[Flask]:
    app = Flask("survey_app")
    app.config.update(SECRET_KEY="for this test", OFFICIAL_SITE=False)
    app.jinja_env.add_extension("jinja2.ext.i18n")
    Babel(app, locale_selector=lambda: "en")
    CSRFProtect(app)
    assets.init_app(app)
    with app.test_request_context("/somewhere?x=1", method="POST"):
        yield app


def flat(html: str) -> str:
    return re.sub(r"\s+", " ", html)


@pytest.mark.usefixtures("app")
def test_a_faulty_field_is_described_by_its_hint_and_its_error() -> None:
    form = Enrolment(MultiDict())
    form.validate()

    page = flat(
        render_template_string('{% from "macros/form.html" import field %}{{ field(form.name) }}', form=form)
    )

    assert 'aria-describedby="name-hint name-error"' in page
    assert 'aria-invalid="true"' in page
    assert '<p class="hint" id="name-hint">As on the letterhead.</p>' in page
    assert '<p class="field-error" id="name-error">Write a name.</p>' in page


@pytest.mark.usefixtures("app")
def test_the_summary_of_errors_links_to_the_first_control_of_each_field() -> None:
    form = Enrolment(MultiDict())
    form.validate()

    page = flat(
        render_template_string(
            '{% from "macros/form.html" import simple_form %}{{ simple_form(form, "Save") }}', form=form
        )
    )

    targets = re.findall(r'<a href="#([^"]*)">', page)
    assert targets == ["name", "mode-0", "agree"]
    assert all(f'id="{target}"' in page for target in targets)
    assert page.count('name="csrf_token"') == 1


@pytest.mark.usefixtures("app")
def test_a_respondents_page_has_no_token_and_no_address_of_another_host() -> None:
    page = render_template("gallery_survey.html", institution_name="가온부", is_fictional=False)

    assert "csrf" not in page
    assert "http" not in page.replace("http-equiv", "").replace("http://www.w3.org/2000/svg", "")
    assert "type-" not in re.sub(r'type="|\btype=', "", page), "no fonts fetched by what is typed"


@pytest.mark.usefixtures("app")
def test_an_answer_page_keeps_its_contract_with_the_survey_script() -> None:
    page = flat(
        render_template_string(
            '{% from "macros/survey.html" import answer_page, item %}'
            '{% call answer_page(3, "Trust") %}'
            '{{ item("trust-1", "One can speak.", [(1, "No"), (2, "Yes")], "Do not know", selected="2") }}'
            "{% endcall %}"
        )
    )

    assert 'data-page="3"' in page
    assert '<fieldset class="item" data-item="trust-1">' in page
    assert re.findall(r'name="item\.trust-1" value="(\w+)"( checked)?', page) == [
        ("1", ""),
        ("2", " checked"),
        ("na", ""),
    ]


@pytest.mark.usefixtures("app")
def test_fictional_data_are_labelled_in_both_languages_and_real_data_are_not() -> None:
    invented = render_template("gallery_survey.html", is_fictional=True)
    real = render_template("gallery_survey.html", is_fictional=False)

    assert "가상 자료" in invented
    assert "Fictional data" in invented
    assert "가상 자료" not in real


def test_the_official_masthead_appears_only_where_it_is_switched_on(app: Flask) -> None:
    without = render_template("error.html", page=NOTHING_HERE)
    app.config["OFFICIAL_SITE"] = True
    with_it = render_template("error.html", page=NOTHING_HERE)

    assert "official website of the government" not in without
    assert "official website of the government" in with_it
    assert "<title>Nothing here | Gyeol</title>" in flat(with_it)


@pytest.mark.usefixtures("app")
def test_a_figure_carries_its_sentence_its_caption_and_its_numbers() -> None:
    page = flat(
        render_template_string(
            '{% from "macros/figure.html" import figure %}'
            "{{ figure('f', 'Trust leads.', 'Scores', json='{\"data\": [\"</script>\"]}', "
            "table={'columns': ['Area', 'Score'], 'rows': [['Trust', '68.4']], 'numeric': [1]}) }}"
        )
    )

    assert 'role="img" aria-label="Trust leads."' in page
    assert page.count("</script>") == 1
    assert '<th scope="row">Trust</th><td class="is-number">68.4</td>' in page
    assert '<th scope="col">Area</th>' in page


@pytest.mark.usefixtures("app")
def test_no_component_writes_a_style_or_a_handler_into_the_page() -> None:
    page = render_template("gallery_survey.html", is_fictional=True)
    page += render_template(
        "gallery.html", form=Enrolment(), figure_json="{}", heat_json={}, navigation=[("Home", "/", True)]
    )

    assert not re.search(r"<[^>]*\s(style|on\w+)=", page)
    assert not re.search(r"<script(?![^>]*(src=|application/json))", page)
