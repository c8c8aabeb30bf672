"""The rules of the look that a machine can check: contrast, one place for colours, nothing that the CSP would stop."""

import itertools
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template.loader import get_template, render_to_string

STATIC = Path(settings.BASE_DIR) / "static"
TEMPLATES = Path(settings.BASE_DIR) / "templates"
PAGES = sorted(TEMPLATES.rglob("*.html"))
LEAST_CONTRAST = 4.5
LEAST_CONTRAST_OF_A_BORDER = 3


def colours():
    """Each colour token as (light, dark)."""
    css = (STATIC / "css" / "tokens.css").read_text()
    found = re.findall(r"--([\w-]+):\s*(light-dark\(#\w{6}, #\w{6}\)|#\w{6});", css)
    return {
        name: tuple(hexes) if len(hexes) == 2 else (hexes[0], hexes[0])
        for name, value in found
        if (hexes := re.findall(r"#\w{6}", value))
    }


def luminance(colour):
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    """WCAG 2's ratio."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


WORDS_ON = [
    *itertools.product(("ink", "muted", "brand", "owed", "owes"), ("paper", "surface", "sunken", "tint")),
    *[("on-person", f"c{i}") for i in range(9)],
    ("on-saffron", "saffron"), ("on-saffron", "saffron-pressed"), ("owed", "owed-tint"), ("owes", "owes-tint"), ("warn", "warn-tint"),
    ("ink", "warn-tint"), ("ink", "owes-tint"), ("paper", "ink"), ("surface", "owes"), ("qr-ink", "qr-paper"),
]  # fmt: skip


@pytest.mark.parametrize(("words", "ground"), WORDS_ON)
def test_words_stand_out_in_light_and_dark(words, ground):
    tokens = colours()
    for theme in (0, 1):
        assert contrast(tokens[words][theme], tokens[ground][theme]) >= LEAST_CONTRAST


@pytest.mark.parametrize("ground", ["paper", "surface"])
def test_the_border_of_a_field_can_be_seen(ground):
    tokens = colours()
    for theme in (0, 1):
        assert contrast(tokens["field"][theme], tokens[ground][theme]) >= LEAST_CONTRAST_OF_A_BORDER


@pytest.mark.parametrize("name", ["base.css", "components.css"])
def test_colours_are_written_in_tokens_only(name):
    css = re.sub(r"/\*.*?\*/", "", (STATIC / "css" / name).read_text(), flags=re.DOTALL)
    assert re.findall(r"#[0-9a-f]{3,8}\b|\brgba?\(|\bhsla?\(", css) == []


def test_every_token_that_is_used_exists_and_every_one_that_exists_is_used():
    css = "".join(path.read_text() for path in (STATIC / "css").glob("*.css"))
    own = {"cut"}  # set where it is used
    written = set(re.findall(r"^\s*--([\w-]+):", css, flags=re.MULTILINE)) - own
    assert set(re.findall(r"var\(--([\w-]+)", css)) - own == written


@pytest.mark.parametrize("page", PAGES, ids=lambda path: str(path.relative_to(TEMPLATES)))
def test_a_template_has_nothing_inline_that_the_policy_would_stop(page):
    if page.parent.name == "mail":
        return  # no page: mail programs read no stylesheet but one inside of the mail
    html = page.read_text()
    assert not re.search(r"<style\b|\sstyle=|\son\w+=|hx-on|javascript:", html)
    assert not re.search(r"<script(?![^>]*\bsrc=)", html)


@pytest.mark.parametrize("page", PAGES, ids=lambda path: str(path.relative_to(TEMPLATES)))
def test_a_template_compiles(page):
    get_template(str(page.relative_to(TEMPLATES)))


def test_every_icon_that_a_template_names_is_drawn():
    drawn = set(re.findall(r'<symbol id="([\w-]+)"', (STATIC / "img" / "icons.svg").read_text()))
    named = {
        name for page in PAGES for name in re.findall(r"""(?:\bicon |\bicon=)["']([\w-]+)["']""", page.read_text())
    }
    assert named <= drawn


@pytest.mark.parametrize("name", ["500.html", "400.html"])
def test_the_page_for_a_broken_site_needs_nothing(name):
    assert "<h1>" in render_to_string(name)


def test_htmx_may_evaluate_nothing_and_stores_no_page():
    config = (TEMPLATES / "includes" / "htmx_config.json").read_text()
    assert '"allowEval": false' in config
    assert '"includeIndicatorStyles": false' in config
    assert '"historyCacheSize": 0' in config
