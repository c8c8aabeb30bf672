"""Template builtin `{% kept %}`: the part of a page that `tripsplit.keeping` keeps."""

from django import template
from django.template.base import NodeList, Parser, Token
from django.template.context import Context
from django.utils.safestring import SafeString

from tripsplit.keeping import KEY_MARK, TOKEN_MARK, Kept, filled, shelf

register = template.Library()


class KeptNode(template.Node):
    child_nodelists = ("nodelist",)

    def __init__(self, nodelist: NodeList) -> None:
        self.nodelist = nodelist

    def render(self, context: Context) -> SafeString:
        kept: Kept | None = context.get("kept")
        if kept is None:
            return self.nodelist.render(context)
        token = context.get("csrf_token")
        text = kept.text
        if text is None:
            with context.push(csrf_token=TOKEN_MARK, submit_key_mark=KEY_MARK):
                text = self.nodelist.render(context)
            shelf.put(kept.key, text)
        # All of it was rendered by templates, which escape.
        return SafeString(filled(text, token))


@register.tag
def kept(parser: Parser, _token: Token) -> KeptNode:
    """What stands up to `{% endkept %}` comes from the shelf if the view has found it there, and goes there if not."""
    nodelist = parser.parse(("endkept",))
    parser.delete_first_token()
    return KeptNode(nodelist)
