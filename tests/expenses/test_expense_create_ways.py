"""…/expenses/new/, every way of splitting: what each asks is read only where it is chosen, and refused at its own line."""

import re
from decimal import Decimal

import pytest

from expenses.models import Expense, Preset, TripRate
from tests.expenses.recording import record, said, words
from tests.trips.recurring import assert_does_not_grow, queries


@pytest.fixture
def url(trip):
    return f"/trips/{trip.slug}/expenses/new/"


@pytest.fixture
def sent(client_of, zoe, friends, url):
    """Send the form of a dinner for four; fields by person are given as lists, in the order of the four."""

    def send(*, client=None, **more):
        fields = {}
        for name, value in more.items():
            if name in {"weight", "exact", "percent", "adjust", "paid"}:
                fields |= {f"{name}_{person.ref}": each for person, each in zip(friends, value, strict=False)}
            else:
                fields[name] = value
        return (client or client_of(zoe)).post(url, said(zoe, friends, **{"amount": "20", **fields}))

    return send


def error_at(response, field):
    found = re.search(rf'id="id_{field}_error">\s*<p class="error">([^<]*)</p>', response.content.decode())
    return found[1] if found else ""


def shares():
    return {share.participant.name: (share.value, share.amount) for share in Expense.objects.get().shares.all()}


def items_of(friends, *rows):
    """Rows of (label, price, indexes of who had it)."""
    fields = {}
    for number, (label, price, who) in enumerate(rows):
        fields[f"item_{number}_label"], fields[f"item_{number}_amount"] = label, price
        fields[f"item_{number}_who"] = [friends[place].ref for place in who]
    return fields


def test_by_amounts_whoever_has_none_does_not_share(sent):
    assert sent(method="exact", exact=["10", "5.80+1", "", "3,20"]).status_code == 303
    assert shares() == {"Zoë": ("1000", 1000), "David": ("680", 680), "Kenji": ("320", 320)}


@pytest.mark.parametrize(("typed", "left"), [("4.20", "€4.20 left"), ("9", "€0.60 too much"), ("", "€8.40 left")])
def test_amounts_that_do_not_add_up_say_by_how_much(sent, typed, left):
    answer = sent(method="exact", exact=["10", "1.60", typed, ""])
    assert answer.status_code == 422
    assert left in error_at(answer, "participants")
    assert not Expense.objects.exists()


def test_percentages_are_divided_exactly(sent):
    assert sent(method="percent", percent=["33,4", "33.3", "33.3 %", ""]).status_code == 303
    assert {name: value for name, (value, _) in shares().items()} == {"Zoë": "33.4", "David": "33.3", "Emily": "33.3"}


def test_percentages_of_99_99_are_refused(sent):
    answer = sent(method="percent", percent=["33.33", "33.33", "33.33"])
    assert error_at(answer, "participants") == "The percentages add up to less than 100. 0.01 % left to assign."


def test_adjustments_come_on_top_of_equal_parts(sent):
    assert sent(method="adjustment", adjust=["4", "−2", "", "0"]).status_code == 303
    assert shares() == {"Zoë": ("400", 850), "David": ("-200", 250), "Emily": ("", 450), "Kenji": ("0", 450)}


def test_an_adjustment_that_takes_a_part_below_zero_is_refused_at_its_line(sent, david):
    answer = sent(method="adjustment", adjust=["", "-10"])
    assert "would fall below zero" in error_at(answer, f"adjust_{david.ref}")
    assert not Expense.objects.exists()


BAD = ["x", "1_000", "١٢", "１２", "1,2,3", "NaN", "1e3", str(10**18), "12\x00", "9" * 300, "1/0", "=1+1"]


@pytest.mark.parametrize("typed", BAD)
@pytest.mark.parametrize(("method", "name"), [("exact", "exact"), ("percent", "percent"), ("adjustment", "adjust")])
def test_what_cannot_be_read_is_refused_at_its_line_only_where_it_counts(sent, david, method, name, typed):
    answer = sent(method=method, **{name: ["", typed]})
    assert answer.status_code == 422
    assert error_at(answer, f"{name}_{david.ref}")
    assert not Expense.objects.exists()
    assert sent(method="equal", **{name: ["", typed]}).status_code == 303


def test_items_with_tax_and_tip_are_spread_over_those_who_had_them(sent, friends):
    bill = items_of(friends, ("Fish", "12", [0]), ("Wine", "9", [1]), ("Bread", "10", [0, 1, 2]), ("", "", []))
    assert sent(amount="39.10", method="itemised", tax="3.10", tip="5", **bill).status_code == 303
    assert shares() == {"Zoë": ("", 1934), "David": ("", 1556), "Emily": ("", 420)}
    expense = Expense.objects.get()
    assert [(item.label, item.amount, item.sharers.count()) for item in expense.items.all()] == [
        ("Fish", 1200, 1),
        ("Wine", 900, 1),
        ("Bread", 1000, 3),
    ]
    assert (expense.tax, expense.tip) == (310, 500)


def test_a_discount_is_an_item_below_zero(sent, friends):
    bill = items_of(friends, ("Fish", "22", [0, 1]), ("Voucher", "-2", [0]))
    assert sent(method="itemised", **bill).status_code == 303
    assert shares() == {"Zoë": ("", 900), "David": ("", 1100)}


@pytest.mark.parametrize(
    ("rows", "field", "reason"),
    [
        ([("Fish", "20", [])], "item_0_who", "Choose who had this."),
        ([("Fish", "10", [0]), ("Wine", "", [1])], "item_1_amount", "Enter the price."),
        ([("Fish", "x", [0])], "item_0_amount", "cannot be read"),
        ([("Fish\u202e", "20", [0])], "item_0_label", "direction of writing"),
        ([("x" * 121, "20", [0])], "item_0_label", "120 characters"),
        ([("Fish", "15.80", [0])], "items", "€4.20 left to assign"),
        ([("", "", [])], "items", "what was on the bill"),
    ],
)
def test_what_is_wrong_with_an_item_stands_at_its_row(sent, friends, rows, field, reason):
    answer = sent(method="itemised", **items_of(friends, *rows))
    assert answer.status_code == 422
    assert reason in error_at(answer, field)
    assert not Expense.objects.exists()


def test_people_of_another_trip_had_nothing(sent, friends, stranger):
    bill = items_of(friends, ("Fish", "20", [0])) | {"item_0_who": [friends[0].ref, stranger.ref]}
    assert error_at(sent(method="itemised", **bill), "item_0_who") == "Choose people of this trip."


def test_a_bill_has_room_for_200_items(sent, friends):
    rows = [("Olive", "0.10", [0]) for _ in range(201)]
    answer = sent(amount="20.10", method="itemised", **items_of(friends, *rows))
    assert "200 items" in error_at(answer, "items")
    assert sent(method="itemised", **items_of(friends, *rows[:200])).status_code == 303


def test_ten_thousand_items_get_a_page_in_words(sent, friends):
    answer = sent(method="itemised", **items_of(friends, *[("", "", [])] * 10_000))
    assert answer.status_code == 413
    assert "too much at once" in words(answer)
    assert not Expense.objects.exists()


def test_add_a_line_and_remove_one_save_nothing_and_keep_what_was_typed(client_of, zoe, friends, url, htmx):
    typed = said(
        zoe, friends, method="itemised", amount="x", **items_of(friends, ("Fish", "1", [0]), ("Wine", "2", []))
    )
    client = client_of(zoe)
    more = client.post(url, {**typed, "act": "add-item"}, headers=htmx("expense-form"))
    assert more.status_code == 200
    seen = more.content.decode()
    assert 'name="item_2_label"' in seen
    assert 'class="error"' not in seen
    assert 'value="x"' in seen
    less = client.post(url, {**typed, "act": "drop-item-0"}).content.decode()
    assert 'value="Fish"' not in less
    assert 'value="Wine"' in less
    for nonsense in ("", "drop-item-", "drop-item-99", "use-", "use-nobody", "x" * 1000):
        assert client.post(url, {**typed, "act": nonsense}).status_code == 200
    assert not Expense.objects.exists()


def test_several_pay_each_an_amount(sent, friends):
    assert sent(payer="*", paid=["12.50", "5+2.50", "", "0"]).status_code == 303
    payers = {payer.participant.name: payer.amount for payer in Expense.objects.get().payers.all()}
    assert payers == {"Zoë": 1250, "David": 750}


@pytest.mark.parametrize("method", ["equal", "shares", "exact", "percent", "adjustment", "itemised"])
def test_several_payers_go_with_every_way(sent, friends, method):
    ways = {"exact": ["20"], "percent": ["100"], **items_of(friends, ("Fish", "20", [2]))}
    assert sent(method=method, payer="*", paid=["15", "5"], **ways).status_code == 303
    assert Expense.objects.get().payers.count() == 2


def test_a_bad_amount_of_a_payer_is_refused_at_the_payers_line(sent, david):
    answer = sent(payer="*", paid=["10", "1,2,3"])
    assert "cannot be read" in error_at(answer, f"paid_{david.ref}")


def test_what_payers_typed_is_nothing_while_one_person_paid(sent):
    assert sent(paid=["x", "99"]).status_code == 303


def test_money_back_counts_the_other_way(sent, zoe, david):
    assert sent(kind=["expense", "income"]).status_code == 303
    expense = Expense.objects.get()
    assert (expense.kind, expense.amount) == ("income", 2000)
    zoe.refresh_from_db()
    david.refresh_from_db()
    assert (zoe.paid, zoe.owed, david.owed) == (-2000, -500, -500)


def test_a_category_can_be_chosen(sent):
    sent(category="transport")
    assert Expense.objects.get().category == "transport"


def test_a_sum_is_worked_out(sent):
    sent(amount="12.50+3×4")
    assert Expense.objects.get().amount == 2450


def test_a_currency_that_the_bank_quotes_needs_no_rate(sent):
    sent(currency="GBP", date="2026-05-01")
    expense = Expense.objects.get()
    assert (expense.currency, expense.rate_source, str(expense.rate_date)) == ("GBP", "ecb", "2026-04-30")
    assert sum(share.base_amount for share in expense.shares.all()) == expense.base_amount > 2000


def test_a_currency_without_a_rate_asks_for_one_and_keeps_it(sent, url, client_of, zoe, trip):
    answer = sent(currency="VND", amount="250000")
    assert "one Vietnamese Dong (VND) is worth in EUR" in error_at(answer, "rate")
    assert sent(currency="VND", amount="250000", rate="0.000034").status_code == 303
    assert Expense.objects.get().base_amount == 850
    assert str(TripRate.objects.get(trip=trip).rate) == "0.000034"
    assert "1 VND = 0.000034 EUR, this trip’s own rate" in words(client_of(zoe).get(url))


def test_another_rate_becomes_the_trips_own_only_where_that_is_asked_for(sent):
    assert sent(currency="GBP", rate_from="typed", rate="1.1850").status_code == 303
    assert not TripRate.objects.exists()
    assert sent(currency="GBP", rate_from="typed", rate="1.1850", keep_rate="on").status_code == 303
    assert TripRate.objects.count() == 1


def test_what_the_card_statement_says_is_the_fact(sent):
    assert sent(currency="GBP", rate_from="card", card="23.91").status_code == 303
    expense = Expense.objects.get()
    assert (expense.base_amount, expense.rate_source, str(expense.rate)) == (2391, "card", "1.1955")


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"rate_from": "typed", "rate": ""}, "rate"),
        ({"rate_from": "typed", "rate": "0"}, "rate"),
        ({"rate_from": "typed", "rate": "x"}, "rate"),
        ({"rate_from": "typed", "rate": "-1"}, "rate"),
        ({"rate_from": "card", "card": ""}, "card"),
        ({"rate_from": "card", "card": "0"}, "card"),
        ({"rate_from": "nowhere"}, "rate_from"),
    ],
)
def test_a_bad_rate_is_refused_where_it_was_typed(sent, more, field):
    answer = sent(currency="GBP", **more)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])
    assert error_at(answer, field)
    assert not Expense.objects.exists()


def test_a_rate_is_nothing_in_the_trips_own_currency(sent):
    assert sent(rate_from="typed", rate="x", card="y").status_code == 303
    assert Expense.objects.get().rate_source == "same"


def test_the_currency_last_used_is_there_already(client_of, trip, zoe, friends, url):
    assert client_of(zoe).get(url).context["form"]["currency"].value() == "EUR"
    record(trip, zoe, friends, currency="JPY", rate=Decimal("0.006"), rate_source="trip")
    form = client_of(zoe).get(url).context["form"]
    assert form["currency"].value() == "JPY"
    assert [code for code, _ in form.exchange.choices()[0][1]] == ["JPY", "EUR"]
    assert form.fields["amount"].widget.attrs["placeholder"] == "0"


def test_a_split_is_kept_by_its_name_and_used_again(client_of, sent, trip, zoe, friends, url):
    sent(method="shares", weight=["1", "2"], participants=[friends[0].ref, friends[1].ref], preset_name="By room")
    preset = Preset.objects.get(trip=trip)
    assert (preset.name, preset.method) == ("By room", "shares")
    client = client_of(zoe)
    assert f'value="use-{preset.ref}"' in client.get(url).content.decode()
    typed = said(zoe, friends, act=f"use-{preset.ref}", description="Rent", method="exact")
    form = client.post(url, typed).context["form"]
    assert form["method"].value() == "shares"
    assert form["participants"].value() == [friends[0].ref, friends[1].ref]
    assert form[f"weight_{friends[1].ref}"].value() == "2"
    assert form["description"].value() == "Rent"


def test_only_what_holds_for_other_bills_is_kept(sent):
    answer = sent(method="exact", exact=["20"], preset_name="Just once")
    assert "about this one bill" in error_at(answer, "preset_name")
    assert not Preset.objects.exists()
    assert not Expense.objects.exists()


def test_a_split_that_cannot_be_kept_saves_no_expense_either(sent, trip, monkeypatch):
    monkeypatch.setattr("expenses.presets.MOST_PRESETS", 0)
    answer = sent(preset_name="One too many")
    assert "at most" in error_at(answer, "preset_name")
    assert not Expense.objects.exists()


def test_the_last_split_is_offered_where_it_was_not_simply_equal(client_of, trip, zoe, friends, url):
    client = client_of(zoe)
    record(trip, zoe, friends)
    assert "use-last" not in client.get(url).content.decode()
    record(trip, zoe, friends[:2], description="Boat")
    assert "Like “Boat”" in words(client.get(url))
    form = client.post(url, said(zoe, friends, act="use-last")).context["form"]
    assert form["participants"].value() == [person.ref for person in friends[:2]]


def test_the_number_of_queries_does_not_grow(client_of, trip, zoe, friends, url):
    client = client_of(zoe)
    record(trip, zoe, friends[:2])
    few = queries(lambda: client.post(url, said(zoe, friends, method="itemised", **items_of(friends, ("a", "1", [0])))))
    many = items_of(friends, *[("a", "1", [0, 1, 2, 3])] * 100)
    assert queries(lambda: client.post(url, said(zoe, friends, method="itemised", **many))) == few
    assert_does_not_grow(lambda: client.get(url), trip)
