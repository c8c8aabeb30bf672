"""What the tests of comments share: comments made by the service, and what a page shows of them."""

import html
import re

from django.urls import reverse

from expenses.commenting import add_comment
from tripsplit.ids import new_submit_key

FRAGMENT = "comment-list"


def say(expense, by, text="Was that with the wine?"):
    return add_comment(expense=expense, by=by, text=text)


def address(comment, what):
    return reverse(f"comment_{what}", args=[comment.expense.trip.slug, comment.expense.ref, comment.ref])


def keyed(**fields):
    return {"submit_key": new_submit_key(), **fields}


def remarks(response):
    """Who said what, as the page shows it, in its order."""
    found = re.findall(
        r'<bdi>([^<]*)</bdi></strong>.*?class="said"[^>]*>(.*?)</div>', response.content.decode(), re.DOTALL
    )
    return [(html.unescape(by), html.unescape(re.sub(r"<[^>]+>", "", text)).strip()) for by, text in found]
