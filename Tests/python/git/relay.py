"""Relays TCP connections on 127.0.0.1, for tests of what git does when something in between misbehaves.

relay.py PORT LOG proxy         an HTTP proxy: absolute URLs and CONNECT; each request's first line goes to LOG
relay.py PORT LOG stall HOST:PORT BYTES   passes on so many bytes of the answers in all, and then is silent
relay.py PORT LOG reset HOST:PORT BYTES   passes on so many bytes of the answers in all, and then resets
relay.py PORT LOG silent        accepts and says nothing
"""

import socket
import struct
import sys
import threading

port, log, mode = int(sys.argv[1]), sys.argv[2], sys.argv[3]
left = int(sys.argv[5]) if mode in ("stall", "reset") else None
lock = threading.Lock()


def allowance(count):
    """Takes from what may still be passed on."""
    global left
    if left is None:
        return count
    with lock:
        count = min(count, left)
        left -= count
        return count


def copy(source, sink, limited):
    try:
        while data := source.recv(65536):
            passed = allowance(len(data)) if limited else len(data)
            sink.sendall(data[:passed])
            if passed < len(data):
                if mode == "reset":
                    sink.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                    # The other thread reads from it; the kernel closes it when nobody does any more.
                    sink.shutdown(socket.SHUT_RD)
                    sink.close()
                else:
                    threading.Event().wait()
        sink.shutdown(socket.SHUT_WR)
    except OSError:
        pass


def connect(address):
    host, _, number = address.rpartition(":")
    return socket.create_connection((host, int(number)))


def serve(client):
    if mode == "silent":
        threading.Event().wait()
    head = b""
    if mode == "proxy":
        while b"\r\n\r\n" not in head:
            data = client.recv(65536)
            if not data:
                return
            head += data
        line = head.split(b"\r\n", 1)[0].decode()
        with open(log, "a") as file:
            file.write(line + "\n")
        method, target, _ = line.split(" ")
        try:
            server = connect(target if method == "CONNECT" else target.split("/")[2])
        except OSError:
            client.sendall(b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n")
            client.close()
            return
        if method == "CONNECT":
            client.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
        else:
            # A server takes absolute URLs, too: RFC 9112, section 3.2.2.
            server.sendall(head)
    else:
        server = connect(sys.argv[4])
    threading.Thread(target=copy, args=(client, server, False), daemon=True).start()
    copy(server, client, mode != "proxy")


listener = socket.create_server(("127.0.0.1", port))
while True:
    accepted, _ = listener.accept()
    threading.Thread(target=serve, args=(accepted,), daemon=True).start()
