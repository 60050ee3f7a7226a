"""Serves one file over TLS with ranges: server.py PORT CERTIFICATE KEY FILE CUT.

The first answer with content is cut off after CUT bytes. /redirect leads to /file, /plain to a URL that is not https, /missing nowhere.
Each request is logged to FILE.log as a line with its method, path and range.
"""

import hashlib
import http.server
import ssl
import sys

port, certificate, key, path, cut = sys.argv[1:]
content = open(path, "rb").read()
etag = f'"{hashlib.sha256(content).hexdigest()}"'
cuts = [int(cut)] if int(cut) else []


class Handler(http.server.BaseHTTPRequestHandler):
    def answer(self, has_body):
        with open(path + ".log", "a") as log:
            print(self.command, self.path, self.headers.get("Range", "-"), file=log)
        target = {"/redirect": "/file", "/plain": "http://127.0.0.1:1/file"}.get(self.path)
        if target or self.path != "/file":
            self.send_response(302 if target else 404)
            self.send_header("Location", target or "/")
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        body, status = content, 200
        if self.headers.get("Range") and self.headers.get("If-Range") == etag:
            start = int(self.headers["Range"].removeprefix("bytes=").rstrip("-"))
            body, status = content[start:], 206
        self.send_response(status)
        if status == 206:
            self.send_header("Content-Range", f"bytes {start}-{len(content) - 1}/{len(content)}")
        self.send_header("ETag", etag)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if has_body:
            self.wfile.write(body[: cuts.pop()] if cuts else body)
            self.wfile.flush()
        self.close_connection = True

    def do_GET(self):
        self.answer(True)

    def do_HEAD(self):
        self.answer(False)

    def log_message(self, *_):
        pass


context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(certificate, key)
server = http.server.ThreadingHTTPServer(("127.0.0.1", int(port)), Handler)
server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
server.serve_forever()
