"""What every page shows: icons, avatars, fields, bars, and the undo of a message."""

from types import SimpleNamespace

import pytest
from django import forms
from django.contrib.messages.storage.base import Message
from django.template import Context, Template

from tripsplit.templatetags.ui import initials


def render(source, **context):
    return Template(source).render(Context(context))


def person(name, colour="c1"):
    return SimpleNamespace(name=name, colour=colour)


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Zoë Lind", "ZL"),
        ("David", "DA"),
        ("ana maria de souza", "AS"),
        ("Ö", "Ö"),
        ("Ann (guide)", "AN"),
        ("李 小龙", "李小"),
        ("李小龙", "李"),
        ("محمد", "م"),
        ("👩‍👧 family", "FA"),
        ("👩‍👧", "👩‍👧"),
        ("🇵🇹", "🇵🇹"),
        ("", "?"),
    ],
)
def test_initials_are_letters_as_a_person_sees_them(name, letters):
    assert initials(name) == letters


def test_an_icon_is_silent_unless_it_is_named():
    assert 'aria-hidden="true"' in render('{% icon "trash" %}')
    named = render('{% icon "trash" label="Delete" %}')
    assert 'role="img"' in named
    assert 'aria-label="Delete"' in named


def test_an_avatar_beside_a_name_is_silent_and_one_alone_says_the_name():
    assert 'aria-hidden="true"' in render("{% avatar p %}", p=person("Zoë"))
    assert 'aria-label="Zoë"' in render("{% avatar p named=True %}", p=person("Zoë"))


def test_a_name_in_an_avatar_cannot_become_markup():
    html = render("{% avatar p named=True %}", p=person('"><script>'))
    assert "<script>" not in html


def test_somebody_who_is_gone_still_has_an_avatar():
    assert "c0" in render("{% avatar p %}", p=None)


def test_of_many_people_the_last_avatar_counts_the_rest_in_words():
    html = render("{% avatars people %}", people=[person(f"P{i}") for i in range(7)])
    assert html.count("<li>") == 5
    assert 'aria-label="and three more"' in html
    assert ">+3<" in html


def test_as_many_people_as_fit_are_all_shown():
    html = render("{% avatars people %}", people=[person(f"P{i}") for i in range(5)])
    assert html.count("<li>") == 5
    assert "more" not in html


def test_a_bar_goes_right_for_those_who_get_back_and_left_for_those_who_owe():
    assert '<rect class="owed" x="50%" y="4" width="48%"' in render("{% bar 100 100 %}")
    assert '<rect class="owes" x="26%" y="4" width="24%"' in render("{% bar v 100 %}", v=-50)
    assert 'width="0%"' in render("{% bar 0 0 %}")


def test_a_bar_of_what_is_neither_owed_nor_owes_has_its_own_colour():
    assert '<rect class="held" x="26%"' in render("{% bar v 100 side='held' %}", v=-50)


def test_a_change_says_what_was_and_what_is_now():
    html = render('{% change "€12" "€14" %}')
    assert "was </span>€12</del>" in html
    assert "now </span>€14</ins>" in html


def test_a_key_is_fresh_for_each_form_and_kept_where_a_form_is_shown_again():
    assert render("{% submit_key %}") != render("{% submit_key %}")
    assert 'value="abc"' in render("{% submit_key k %}", k="abc")


class TripForm(forms.Form):
    name = forms.CharField(help_text="Your friends see it.")
    note = forms.CharField(required=False)
    role = forms.ChoiceField(choices=[("editor", "Editor"), ("viewer", "Viewer")], widget=forms.RadioSelect)
    sure = forms.BooleanField(label="I am sure")
    hidden = forms.CharField(widget=forms.HiddenInput)

    def clean(self):
        raise forms.ValidationError("Somebody was quicker.")


def test_a_field_is_wired_to_its_help_and_its_error():
    html = render("{% field form.name %}", form=TripForm({}))
    assert '<label for="id_name">Name</label>' in html
    assert 'aria-describedby="id_name_helptext id_name_error"' in html
    assert 'aria-invalid="true"' in html
    assert 'id="id_name_helptext"' in html
    assert 'id="id_name_error"' in html
    assert "This field is required." in html


def test_an_optional_field_says_so_and_attributes_can_be_added():
    html = render('{% field form.note hx_get="/x" label="Remark" %}', form=TripForm())
    assert "Remark" in html
    assert "(optional)" in html
    assert 'hx-get="/x"' in html


def test_radio_buttons_become_chips_in_a_fieldset():
    html = render("{% field form.role %}", form=TripForm({"role": "viewer"}))
    assert "<legend>Role</legend>" in html
    assert html.count('<label class="chip plain"') == 2
    assert html.count("checked") == 1


def test_a_checkbox_stands_in_its_label():
    html = render("{% field form.sure %}", form=TripForm())
    assert "I am sure" in html
    assert 'class="check"' in html


def test_errors_that_stand_at_no_field_are_said_at_the_top():
    html = render("{% form_errors form %}", form=TripForm({}))
    assert 'role="alert"' in html
    assert "Somebody was quicker." in html
    assert "hidden" in html
    assert render("{% form_errors form %}", form=TripForm()).strip() == ""


@pytest.mark.parametrize(
    ("tags", "url"),
    [
        ("undo:/trips/a/expenses/b/restore/", "/trips/a/expenses/b/restore/"),
        ("quiet undo:/x/", "/x/"),
        ("", ""),
        ("undo://evil.example/", ""),
        ("undo:https://evil.example/", ""),
    ],
)
def test_only_an_address_of_this_site_undoes(tags, url):
    assert render("{{ m|undo_url }}", m=Message(25, "Deleted.", extra_tags=tags)) == url


def test_a_message_with_an_undo_is_a_form_that_posts():
    message = Message(25, "Deleted “Dinner”.", extra_tags="undo:/trips/a/expenses/b/restore/")
    html = render('{% include "includes/toasts.html" %}', messages=[message])
    assert "Deleted “Dinner”." in html
    assert '<form method="post" action="/trips/a/expenses/b/restore/"' in html
    assert 'name="submit_key"' in html
