"""Money in templates: signs, words and the reader's own way of writing numbers."""

import pytest
from django.template import Context, Template

from tripsplit.locale import reading_as
from tripsplit.money import Money


def render(source, **context):
    return Template(source).render(Context(context))


def euros(minor):
    return Money(minor, "EUR")


def test_an_amount_is_written_as_the_reader_writes_it():
    with reading_as("de_DE"):
        assert "1.234,50" in render("{{ m|money }}", m=euros(123450))
    with reading_as("en"):
        assert render("{{ m|money }}", m=euros(123450)) == "€1,234.50"


def test_a_position_shows_its_sign_and_zero_has_none():
    assert render("{{ m|signed }}", m=euros(1250)) == "+€12.50"
    assert render("{{ m|signed }}", m=euros(-1250)) == "−€12.50"
    assert render("{{ m|signed }}", m=euros(0)) == "€0.00"


def test_beside_a_word_an_amount_has_no_sign():
    assert render("{{ m|unsigned }}", m=euros(-1250)) == "€12.50"


def test_no_amount_is_no_text():
    assert render("{{ m|money }}{{ m|signed }}{{ m|unsigned }}", m=None) == ""


@pytest.mark.parametrize(
    ("minor", "side", "mine", "named", "other"),
    [
        (1250, "owed", "you get back", "Zoë gets back", "gets back"),
        (-1250, "owes", "you owe", "Zoë owes", "owes"),
        (0, "square", "all square", "Zoë is all square", "all square"),
    ],
)
def test_a_position_is_said_in_words(minor, side, mine, named, other):
    context = {"m": euros(minor)}
    assert render("{{ m|side }}", **context) == side
    assert render("{% position_words m %}", **context) == mine
    assert render("{% position_words m 'Zoë' %}", **context) == named
    assert render("{% position_words m other=True %}", **context) == other


def test_a_position_has_word_amount_and_class():
    html = render('{% include "includes/position.html" with net=m %}', m=euros(-1250))
    assert 'class="position owes"' in html
    assert "you owe" in html
    assert "€12.50" in html
