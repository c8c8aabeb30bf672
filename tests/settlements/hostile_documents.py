"""What a hostile document tries, and a server that writes down what it is asked for."""

import http.server

from tests.expenses import corpus

SECRET = b"the-secret-of-the-disk"
# Ways in which a document makes a typesetter fetch something; {} is an address. Some libraries have followed each of them.
VECTORS = {
    "img": '<img src="{}" alt="x">',
    "import": '<style>@import url("{}");</style>',
    "font": '<style>@font-face {{ font-family: f; src: url("{}") }}</style><p style="font-family: f">words</p>',
    "svg-image": '<svg width="9" height="9"><title>x</title><image href="{}" width="9" height="9"/></svg>',
    "svg-use": '<svg width="9" height="9"><title>x</title><use href="{}#x"/></svg>',
    "link": '<link rel="stylesheet" href="{}">',
    "object": '<object data="{}"></object>',
    "embed": '<embed src="{}">',
    "list-style": '<ul><li style="list-style: url({})">x</li></ul>',
    "background": '<p style="background: url({})">x</p>',
    "content": '<p style="content: url({})">x</p>',
    "border": '<p style="border: 9px solid; border-image: url({}) 1">x</p>',
    "attachment-link": '<link rel="attachment" href="{}">',
    "attachment-anchor": '<a rel="attachment" href="{}">x</a>',
    "page": '<style>@page {{ background: url("{}") }}</style>',
}
ELSEWHERE = '<base href="{}/"><img src="relative" alt="x">'


class Recorder(http.server.BaseHTTPRequestHandler):
    """Answers with a picture, or by sending on to a file where the address says so."""

    def do_GET(self):
        self.server.asked.append(self.path)
        if self.path.startswith("/redirect"):
            self.send_response(302)
            self.send_header("Location", self.server.file)
            self.end_headers()
            return
        self.send_response(200)
        self.send_header("Content-Type", "text/css" if "import" in self.path or "link" in self.path else "image/jpeg")
        self.end_headers()
        self.wfile.write(corpus.jpeg((4, 4)))

    def log_message(self, *arguments):
        pass
