"""Public ids cannot be guessed, fit in a URL, and never look like a word of ours."""

from hypothesis import given
from hypothesis import strategies as st

from tripsplit.ids import is_ref, new_ref, new_slug, ref_from_key


def test_ids_differ_and_fit_in_a_url():
    refs = {new_ref() for _ in range(500)}
    assert len(refs) == 500
    assert all(is_ref(ref) and len(ref) == 10 for ref in refs)
    assert len({new_slug() for _ in range(500)}) == 500


@given(st.text())
def test_a_form_promises_the_ref_of_what_it_will_make(key):
    assert is_ref(ref_from_key(key))
    assert ref_from_key(key) == ref_from_key(key)


def test_what_is_no_ref():
    assert not any(map(is_ref, ["new", "", "a/b", "é", "x" * 41, "a b"]))
    assert is_ref("x" * 40)
