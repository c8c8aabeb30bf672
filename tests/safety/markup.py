"""Reading the HTML that the site made: is there code in it, and is what people wrote still only text?"""

from html.parser import HTMLParser

ADDRESSES = {"href", "src", "action", "formaction", "hx-get", "hx-post", "xlink:href"}


class Markup(HTMLParser):
    """The elements of a page: each a tag's name and its attributes; and its text."""

    def __init__(self, body):
        super().__init__()
        self.elements, self.text = [], []
        self.feed(body)

    def handle_starttag(self, tag, attributes):
        self.elements.append((tag, dict(attributes)))

    handle_startendtag = handle_starttag

    def handle_data(self, data):
        self.text.append(data)


def inline_code(body):
    """The elements that the Content-Security-Policy would refuse: code or style in the page, or code from elsewhere."""
    return [element for element in Markup(body).elements if _is_code(*element)]


def _is_code(tag, attributes):
    return (
        tag == "style"
        or (tag == "script" and not attributes.get("src", "").startswith(("/static/", "{")))
        or any(name == "style" or name.startswith(("on", "hx-on", "data-hx-")) for name in attributes)
        or any(
            (value or "").strip().lower().startswith(("javascript:", "data:text", "vbscript:"))
            for value in attributes.values()
        )
        or any(
            name in ADDRESSES and (value or "").startswith(("http:", "https:", "//"))
            for name, value in attributes.items()
            if tag != "a"
        )
    )
