"""What people do, step by step, by the words that they see; and where the keyboard's focus is."""

import re

from playwright.sync_api import expect

PASSWORD = "paper boat saffron ink"

FOCUS = """() => {
  const at = document.activeElement;
  if (!at || at === document.body || at.tabIndex < 0) return null; // no stop of the keyboard's own
  if (!at.matches(":focus")) return null; // the browser's own button inside a date field
  const shown = at.closest("label") || at;
  const box = shown.getBoundingClientRect();
  const hit = document.elementFromPoint(box.x + box.width / 2, box.y + Math.min(box.height / 2, 22));
  const visible = (style) => (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== "none";
  const marks = [at, shown, ...shown.children].some((element) => visible(getComputedStyle(element)));
  return {
    name: at.outerHTML.slice(0, 200),
    inView: box.top >= 0 && box.bottom <= innerHeight + 1 && box.width > 0,
    uncovered: Boolean(hit) && (shown.contains(hit) || hit.contains(shown)),
    marked: marks,
  };
}"""


def sign_up(page, name, email):
    page.goto("/accounts/signup/")
    page.get_by_label("Your name").fill(name)
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_label("Password (again)").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Sign up").click()
    expect(page).to_have_url(re.compile(r"/trips/$"))


def make_trip(page, name, people):
    """Make a trip and return its invitation's link; the page is the people page then."""
    page.goto("/trips/new/")
    page.get_by_label("Name of the trip").fill(name)
    page.get_by_label("Who comes along?").fill(people)
    page.get_by_label("Currency").select_option("EUR")
    page.get_by_role("button", name="Create").click()
    expect(page).to_have_url(re.compile(r"/people/$"))
    return page.get_by_label("Invitation link").input_value()


def add_expense(page, amount, what):
    """From any page of the trip, by its Add button."""
    page.get_by_role("link", name="Add", exact=True).click()
    fill_expense(page, amount, what)
    page.get_by_role("button", name="Save").click()
    expect(page).to_have_url(re.compile(r"/expenses/$"))
    expect(row(page, what)).to_be_visible()


def fill_expense(page, amount, what):
    page.get_by_role("textbox", name="Amount", exact=True).fill(amount)
    page.get_by_label("What was it?").fill(what)


def row(page, what):
    """An expense in the list."""
    return page.locator("#expense-list").get_by_role("link", name=re.compile(re.escape(what)))


def pay_next(page):
    """Mark the first payment of the plan as paid; the page is that of the balances."""
    page.get_by_role("link", name=re.compile("^(I paid it|I got it|Mark as paid) ?:")).first.click()
    page.get_by_role("button", name="Mark as paid").click()


def mark(page):
    """Leave a mark in the window, which a reload would wipe out."""
    page.evaluate("window.stillHere = true")


def is_marked(page):
    return page.evaluate("window.stillHere === true")


def tab_to(page, wanted, *, most=60):
    """Press Tab until `wanted` has the focus; at every stop on the way the focus can be seen."""
    for _ in range(most):
        page.keyboard.press("Tab")
        check_focus(page)
        if wanted.evaluate("element => element === document.activeElement"):
            return
    raise AssertionError(f"Tab does not come to {wanted}.")


def check_focus(page):
    focus = page.evaluate(FOCUS)
    if focus is not None:
        assert focus["inView"], focus
        assert focus["uncovered"], focus
        assert focus["marked"], focus
