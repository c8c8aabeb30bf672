"""Exact decimals stay exact, on any database."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from trips.models import Participant
from tripsplit.fields import ExactDecimalField, canonical


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**12), max_value=10**12, places=12))
def test_the_text_is_canonical_and_means_the_same_number(number):
    text = canonical(number)
    assert Decimal(text) == number
    assert "e" not in text.lower()
    assert canonical(Decimal(text)) == text
    assert not ("." in text and text.endswith(("0", ".")))


@pytest.mark.parametrize("value", ["abc", "NaN", "Infinity", "1/3", ""])
def test_what_is_no_number_is_refused(value):
    with pytest.raises(ValidationError):
        ExactDecimalField().to_python(value)


@pytest.mark.parametrize("weight", ["0.1", "1.000000000000000001", "3", "100"])
def test_the_database_gives_back_the_very_number(kenji, weight):
    Participant.objects.filter(pk=kenji.pk).update(weight=Decimal(weight))
    assert Participant.objects.get(pk=kenji.pk).weight == Decimal(weight)
