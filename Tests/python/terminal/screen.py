"""Runs a program on a terminal of its own and prints, as JSON, what was on its screen: screen.py ROWS COLUMNS [--interrupt-at TEXT] COMMAND…

"screens" are the different screens that there were, "last" is the one at the end, "column" where the cursor was left, "raw" all that was written.
"""

import codecs
import fcntl
import json
import os
import pty
import re
import struct
import sys
import termios

SEQUENCE = re.compile(r"\x1b\[([0-9;?]*)([A-Za-z])")


class Screen:
    """As much of a terminal as drawing needs; what scrolled off stays in the lines."""

    def __init__(self, columns):
        self.columns = columns
        self.lines = [""]
        self.row = 0
        self.column = 0

    def feed(self, text):
        while text:
            match = SEQUENCE.match(text)
            if match:
                self.control(match[1], match[2])
                text = text[match.end():]
                continue
            if text[0] == "\x1b" and len(text) < 12:
                break
            self.letter(text[0])
            text = text[1:]
        return text

    def control(self, arguments, letter):
        if letter == "A":
            self.row = max(0, self.row - int(arguments or 1))
        elif letter == "J":
            self.lines[self.row] = self.lines[self.row][:self.column]
            del self.lines[self.row + 1:]
        elif letter != "m":
            raise ValueError(f"unexpected sequence {letter}")

    def letter(self, letter):
        if letter == "\r":
            self.column = 0
        elif letter == "\n":
            self.newline()
        else:
            if self.column == self.columns:
                self.column = 0
                self.newline()
            line = self.lines[self.row].ljust(self.column)
            self.lines[self.row] = line[:self.column] + letter + line[self.column + 1:]
            self.column += 1

    def newline(self):
        self.row += 1
        if self.row == len(self.lines):
            self.lines.append("")


def main(rows, columns, interrupt_at, command):
    pid, terminal = pty.fork()
    if pid == 0:
        os.execvp(command[0], command)
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
    screen, screens, rest, raw = Screen(columns), [], "", ""
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    while True:
        try:
            data = os.read(terminal, 65536)
        except OSError:
            break
        if not data:
            break
        text = decoder.decode(data)
        raw += text
        rest = screen.feed(rest + text)
        now = "\n".join(screen.lines)
        if not screens or screens[-1] != now:
            screens.append(now)
        if interrupt_at and interrupt_at in now:
            os.write(terminal, b"\x03")
            interrupt_at = None
    _, status = os.waitpid(pid, 0)
    print(json.dumps({
        "status": os.waitstatus_to_exitcode(status), "screens": screens, "last": "\n".join(screen.lines), "column": screen.column, "raw": raw,
    }))


if __name__ == "__main__":
    arguments = sys.argv[3:]
    text = None
    if arguments[0] == "--interrupt-at":
        text, arguments = arguments[1], arguments[2:]
    main(int(sys.argv[1]), int(sys.argv[2]), text, arguments)
